import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { criterion } from "../criterion.ts";
import { grouped, momentsOf, notSeen, type Trouble } from "../derive/everything.ts";
import { removerOf } from "../derive/finalizers.ts";
import { kindOf } from "../../observations/by-nature.ts";
import { conditionOf, conditionsOf, inWords } from "../../observations/conditions.ts";
import type { ServedObject } from "../../observations/everything.ts";

/**
 * An object in deletion is as good as gone to whoever needs it, and stays for as long as one of its finalizers does.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/finalizers/
 */
export default criterion({
  id: "objects/nothing-hangs-in-deletion",
  title: "No object hangs in its deletion",
  fails: "An object hangs in its deletion",
  why: "What is in deletion takes no change any more, and what is applied to a namespace in deletion is refused.",
  serves: ["reliability"],
  needs: ["everything"],
  restsOn: ["prerequisites/access-is-enough-and-read-only", "kubernetes/api-is-ready"],
  advice:
    "kubectl get <kind> <name> -n <namespace> -o yaml; see why the controller that removes its finalizers does not; " +
    "a finalizer that is taken away by hand leaves behind what it guards",

  examine({ everything }, { profile, now }) {
    const at = momentsOf(everything, now);
    // of pods workloads/every-pod-runs tells the same
    const objects = everything.objects.filter((object) => kindOf(object) !== "Pod");
    const hanging = objects.flatMap((object) => hangs(object, at(object)) ?? []);
    return { examined: objects.length, findings: grouped(hanging), unseen: notSeen(everything, profile) };
  },
});

/** What a deletion of its kind may take: uninstalling a release or tearing down storage is work. */
const GRACE_MS: Record<string, number | undefined> = {
  "HelmRelease.helm.toolkit.fluxcd.io": 10 * 60_000,
  "Kustomization.kustomize.toolkit.fluxcd.io": 10 * 60_000,
  "FluxInstance.fluxcd.controlplane.io": 10 * 60_000,
  "CephCluster.ceph.rook.io": 10 * 60_000,
};
const ELSE_MS = 2 * 60_000;

function hangs(object: ServedObject, now: Date): Trouble | undefined {
  const { deletionTimestamp: since, finalizers = [] } = object.metadata;
  if (!since) return undefined;
  const lasted = now.getTime() - Date.parse(since);
  const grace = GRACE_MS[kindOf(object)] ?? ELSE_MS;
  if (lasted <= grace) return undefined;
  const held = [...finalizers, ...finalizersWithin(object)].map((finalizer) => {
    const remover = removerOf(finalizer);
    return `finalizer ${finalizer} is removed by ${remover ?? "whoever set it: a controller of that name"}`;
  });
  const said = remainingIn(object);
  const how = Number.isNaN(lasted) ? `since ${since}` : `for ${durationInWords(lasted)}`;
  return {
    object,
    sort: JSON.stringify(finalizers),
    expected: `gone within ${durationInWords(grace)}`,
    actual: [`in deletion ${how}`, ...said, ...held].join("; "),
    since,
  };
}

/** A namespace tells the finalizers of what is left in it: `finalizers.fluxcd.io in 1 resource instances`. */
const finalizersWithin = (object: ServedObject): string[] =>
  [
    ...(conditionOf(object, "NamespaceFinalizersRemaining")?.message ?? "").matchAll(/([\w./-]+) in \d+ resource/g),
  ].flatMap(([, finalizer]) => finalizer ?? []);

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/#NamespaceStatus */
const remainingIn = (object: ServedObject): string[] =>
  conditionsOf(object)
    .filter(({ type = "", status }) => status === "True" && /^Namespace|^Terminating$/.test(type))
    .map((condition) => inWords(condition));
