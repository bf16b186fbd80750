import { leaving } from "../derive/deletion.ts";
import { criterion, each, together, type Finding } from "../criterion.ts";
import { sameVersion } from "../../clusters/notation/version.ts";
import { conditionOf, inWords, sinceIsNot } from "../../observations/conditions.ts";
import { named } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/** https://fluxoperator.dev/docs/crd/fluxinstance/#fluxinstance-status */
export default criterion({
  id: "flux/instance-is-ready",
  title: "The FluxInstance is Ready at the profile's version, with every expected controller",
  fails: "The FluxInstance is not ready",
  why: "The operator installs and repairs Flux through it; an unready one leaves Flux as it happens to be.",
  serves: ["S3"],
  needs: ["fluxInstances"],
  restsOn: ["components/releases-are-deployed", "components/workloads-are-rolled-out"],
  advice: "kubectl -n <namespace> describe fluxinstance <name>; kubectl -n <namespace> logs deployment/flux-operator",

  irrelevant: (profile) =>
    profile.flux?.instance ? undefined : "the profile names no FluxInstance: `flux bootstrap` installed Flux",

  examine({ fluxInstances }, { profile }) {
    const { instance: name = "", namespace = "", version, controllers = [] } = profile.flux ?? {};
    const subject = `fluxinstance/${namespace}/${name}`;
    const instance: FluxInstance | undefined = fluxInstances.find(named(name, namespace));
    if (!instance) return { examined: 1, findings: [{ subject, expected: "a FluxInstance", actual: "none" }] };
    return together(
      each(
        [instance],
        () => leaving(subject, instance) ?? notReady(subject, instance) ?? otherVersion(subject, version, instance),
      ),
      each(controllers, (controller) => notInstalled(subject, controller, instance)),
    );
  },
});

type FluxInstance = CustomResource<
  object,
  {
    lastAppliedRevision?: string;
    lastAttemptedRevision?: string;
    components?: { name?: string; tag?: string }[] | null;
  }
>;

/** It has no `status.observedGeneration`: the condition's own is the only one. */
function notReady(subject: string, instance: FluxInstance): Finding | undefined {
  const ready = conditionOf(instance, "Ready");
  const generation = instance.metadata?.generation ?? 1;
  const expected = "Ready=True for its current generation";
  const since = sinceIsNot(ready);
  if (ready?.status !== "True") return { subject, expected, actual: inWords(ready), since };
  if (ready.observedGeneration !== generation)
    return {
      subject,
      expected,
      actual: `${inWords(ready)} for generation ${ready.observedGeneration ?? "unknown"}, and the spec is at ${generation}`,
      since,
    };
  const { lastAppliedRevision: applied, lastAttemptedRevision: attempted } = instance.status ?? {};
  if (applied && applied === attempted) return undefined;
  return {
    subject,
    expected: "its last attempted revision applied",
    actual: `applied ${applied || "nothing"}, attempted ${attempted || "nothing"}`,
    since,
  };
}

/** The revision reads `v2.7.5@sha256:…`: the version, and the digest of the distribution's manifests. */
function otherVersion(subject: string, expected: string | undefined, { status }: FluxInstance): Finding | undefined {
  const [applied = ""] = (status?.lastAppliedRevision ?? "").split("@");
  if (expected === undefined || sameVersion(applied, expected)) return undefined;
  return { subject, expected: `Flux ${expected}`, actual: `Flux ${applied}`, hopeless: true };
}

function notInstalled(subject: string, controller: string, { status }: FluxInstance): Finding | undefined {
  const components = status?.components ?? [];
  if (components.some(({ name }) => name === controller)) return undefined;
  const installed = components.map(({ name }) => name).join(", ") || "nothing";
  return { subject, expected: `${controller} among its components`, actual: `it installed ${installed}` };
}
