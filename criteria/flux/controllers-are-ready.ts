import { criterion, each } from "../criterion.ts";
import { notRolledOut, ROLLOUT_REASONS, workloadSubject } from "../derive/rollout.ts";

/**
 * Judged over the profile's controllers: `flux check` and the FluxReport know only those that are there, and call one
 * with 0 replicas ready (seen, flux 2.7.5 and flux-operator 0.58.1).
 */
export default criterion({
  id: "flux/controllers-are-ready",
  title: "Every expected Flux controller is rolled out",
  fails: "A Flux controller is not ready",
  why: "What a missing controller reconciles stays as it was, and keeps saying Ready=True.",
  serves: ["AC5", "T6", "VC"],
  needs: ["deployments"],
  wants: ROLLOUT_REASONS,
  restsOn: ["components/workloads-are-rolled-out", "kubernetes/every-expected-node-is-ready"],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> get deployments,pods -l app.kubernetes.io/part-of=flux",

  narrows: true,
  irrelevant: (profile) => (profile.flux ? undefined : "the profile has no Flux"),

  examine({ deployments, pods, warnings }, { profile, now }) {
    const { namespace = "", controllers = [] } = profile.flux ?? {};
    const expected = controllers.map((name) => ({ kind: "Deployment" as const, namespace, name }));
    const workloads = { deployments, daemonSets: [], statefulSets: [] };
    return each(expected, (ref) => notRolledOut(ref, workloads, { pods, warnings, now }), workloadSubject);
  },
});
