import { criterion, each, together, type Finding } from "../criterion.ts";
import { everyFluxObject, FLUX_LISTS, fluxSubject, type Addressed } from "../derive/flux.ts";
import { subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/** Suspension is no condition: a suspended object keeps the Ready=True that it had. */
export default criterion({
  id: "flux/nothing-is-suspended",
  title: "Nothing of Flux is suspended beyond what the profile allows",
  fails: "Flux is suspended",
  why: "A suspended object stays as it was, says Ready=True, and takes no change from Git.",
  serves: ["T6", "VC"],
  needs: FLUX_LISTS,
  wants: ["fluxInstances"],
  restsOn: ["crds/required-are-established"],
  advice:
    'kubectl -n <namespace> get <kind> <name> -o yaml; kubectl -n <namespace> patch <kind> <name> --type merge -p \'{"spec":{"suspend":false}}\'',

  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ fluxInstances, ...lists }, { profile }) {
    const { mayBeSuspended = [], instance, namespace = "" } = profile.flux ?? {};
    const allowed = new Set(mayBeSuspended.map((it) => `${it.kind.toLowerCase()}/${it.namespace}/${it.name}`));
    const objects = each(everyFluxObject(lists), (it) => (allowed.has(fluxSubject(it)) ? undefined : suspended(it)));
    if (instance === undefined) return objects;
    if (fluxInstances === undefined) {
      const reason = "FluxInstances could not be listed";
      return together(objects, {
        examined: 0,
        findings: [],
        unseen: [{ subject: `fluxinstance/${namespace}/${instance}`, reason }],
      });
    }
    return together(objects, each(fluxInstances, disabled));
  },
});

function suspended(it: Addressed): Finding | undefined {
  if (it.object.spec?.suspend !== true) return undefined;
  return { subject: fluxSubject(it), expected: "not suspended", actual: "spec.suspend: true", own: true };
}

/** The operator's way of suspending. https://fluxoperator.dev/docs/crd/fluxinstance/#reconciliation-configuration */
function disabled(instance: CustomResource): Finding | undefined {
  if (instance.metadata?.annotations?.["fluxcd.controlplane.io/reconcile"] !== "disabled") return undefined;
  return {
    subject: subjectOf("fluxinstance", instance),
    expected: "not suspended",
    actual: "annotation fluxcd.controlplane.io/reconcile: disabled",
    own: true,
  };
}
