import { criterion, each } from "../criterion.ts";
import { notRolledOut, ROLLOUT_REASONS } from "../derive/rollout.ts";

export default criterion({
  id: "platform/services-are-rolled-out",
  title: "Every other workload that the profile lists is rolled out",
  fails: "A listed workload is not rolled out",
  why: "Flux can call a release deployed while its pods never come up.",
  serves: ["S0"],
  needs: ["deployments", "daemonSets", "statefulSets"],
  wants: ROLLOUT_REASONS,
  restsOn: ["flux/everything-is-reconciled", "platform/storage-is-ready", "secrets/external-secrets-are-synced"],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> get events --sort-by=.lastTimestamp",

  irrelevant: ({ platform }) => (platform.services.length > 0 ? undefined : "the profile lists no further services"),

  examine: ({ pods, warnings, ...workloads }, { profile, now }) =>
    each(profile.platform.services, (ref) => notRolledOut(ref, workloads, { pods, warnings, now })),
});
