import { criterion, each } from "../criterion.ts";
import { notRolledOut, ROLLOUT_REASONS } from "../derive/rollout.ts";

export default criterion({
  id: "platform/logging-is-operational",
  title: "The logging stack (Loki, VictoriaLogs, or what the profile lists) is rolled out",
  fails: "Logging is down",
  why: "What happens while nothing keeps logs cannot be explained later.",
  serves: ["S0"],
  needs: ["deployments", "daemonSets", "statefulSets"],
  wants: ROLLOUT_REASONS,
  restsOn: ["flux/everything-is-reconciled", "platform/storage-is-ready", "secrets/external-secrets-are-synced"],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> get pods -o wide",

  irrelevant: ({ platform }) => (platform.logging ? undefined : "the profile has no logging stack"),

  examine: ({ pods, warnings, ...workloads }, { profile, now }) =>
    each(profile.platform.logging?.workloads ?? [], (ref) => notRolledOut(ref, workloads, { pods, warnings, now })),
});
