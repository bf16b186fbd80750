import { leaving } from "../derive/deletion.ts";
import { criterion, each, together, type Examination } from "../criterion.ts";
import { conditionLacks, statusIsOld } from "../../observations/conditions.ts";
import { notRolledOut, ROLLOUT_REASONS } from "../derive/rollout.ts";
import { cut, named } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

const LISTS = {
  VMSingle: "vmSingles",
  VMCluster: "vmClusters",
  VMAgent: "vmAgents",
  VMAlert: "vmAlerts",
  VMAlertmanager: "vmAlertmanagers",
  Prometheus: "prometheuses",
  Alertmanager: "alertmanagers",
} as const;

export default criterion({
  id: "platform/monitoring-is-operational",
  title: "The monitoring stack that the profile lists operates: its resources say so, its workloads are rolled out",
  fails: "Monitoring is down",
  why: "A cluster that nobody watches breaks unnoticed.",
  serves: ["S0", "S4"],
  needs: ["deployments", "daemonSets", "statefulSets"],
  wants: [...Object.values(LISTS), ...ROLLOUT_REASONS],
  restsOn: ["crds/required-are-established", "flux/everything-is-reconciled", "platform/storage-is-ready"],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl -n <namespace> get pods",

  irrelevant: ({ platform }) => (platform.monitoring ? undefined : "the profile has no monitoring stack"),

  examine({ deployments, daemonSets, statefulSets, pods, warnings, ...lists }, { profile, now }) {
    const { resources = [], workloads = [] } = profile.platform.monitoring ?? {};
    return together(
      ...resources.map(({ kind, namespace, name }) => {
        const subject = `${kind.toLowerCase()}/${namespace}/${name}`;
        const list: readonly Resource[] | undefined = lists[LISTS[kind]];
        if (list === undefined)
          return { examined: 0, findings: [], unseen: [{ subject, reason: "its kind could not be listed" }] };
        return resourceExamined(
          subject,
          list.find(named(name, namespace)),
          kind.startsWith("VM") ? vmLacks : prometheusLacks,
        );
      }),
      each(workloads, (ref) => notRolledOut(ref, { deployments, daemonSets, statefulSets }, { pods, warnings, now })),
    );
  },
});

type Resource = CustomResource<object, { updateStatus?: string; reason?: string }>;

function resourceExamined(
  subject: string,
  resource: Resource | undefined,
  lacksOf: (resource: Resource) => string | undefined,
): Examination {
  if (!resource) return { examined: 1, findings: [{ subject, expected: "to exist", actual: "none" }] };
  const going = leaving(subject, resource);
  if (going) return { examined: 1, findings: [going] };
  const actual = lacksOf(resource);
  return { examined: 1, findings: actual === undefined ? [] : [{ subject, expected: "operational", actual }] };
}

/** `expanding`, `failed`, `paused` are the others. https://docs.victoriametrics.com/operator/api/#updatestatus */
function vmLacks(resource: Resource): string | undefined {
  const { updateStatus, reason } = resource.status ?? {};
  if (updateStatus === "operational") return statusIsOld(resource);
  return updateStatus ? `${updateStatus}${reason ? ` (${cut(reason)})` : ""}` : "no updateStatus";
}

/** `Available` may also be `Degraded`. https://prometheus-operator.dev/docs/platform/troubleshooting/ */
const prometheusLacks = (resource: Resource): string | undefined =>
  conditionLacks(resource, "Available") ?? conditionLacks(resource, "Reconciled");
