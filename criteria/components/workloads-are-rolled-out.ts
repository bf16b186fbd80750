import { criterion, each } from "../criterion.ts";
import { withoutReleases } from "../derive/releases.ts";
import { notRolledOut, ROLLOUT_REASONS, workloadSubject } from "../derive/rollout.ts";

export default criterion({
  id: "components/workloads-are-rolled-out",
  title: "Every workload of each release has all its desired replicas updated, ready and available",
  fails: "A workload is not rolled out",
  why: "Helm calls a release deployed when its objects were accepted, not when they work; a DaemonSet wanted nowhere is rolled out for kubectl.",
  serves: ["AC3", "T4", "VC"],
  needs: ["deployments", "daemonSets", "statefulSets"],
  wants: ROLLOUT_REASONS,
  restsOn: ["components/releases-are-deployed", "kubernetes/every-expected-node-is-ready"],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> get pods -o wide",

  narrows: true,
  irrelevant: (profile) =>
    withoutReleases(profile) ??
    (profile.releases.some(({ workloads }) => workloads.length > 0)
      ? undefined
      : "the profile lists no workload of its releases"),

  examine({ pods, warnings, ...workloads }, { profile, now }) {
    const expected = profile.releases.flatMap((release) =>
      release.workloads.map(({ kind, name, namespace = release.namespace }) => ({ kind, name, namespace })),
    );
    return each(expected, (ref) => notRolledOut(ref, workloads, { pods, warnings, now }), workloadSubject);
  },
});
