import { leaving } from "../derive/deletion.ts";
import { criterion, each, momentOf, together, type Examination, type Finding } from "../criterion.ts";
import { statusIsOld } from "../../observations/conditions.ts";
import { goDuration, inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { notRolledOut, ROLLOUT_REASONS, type RolloutReasons } from "../derive/rollout.ts";
import { cut, named } from "../../observations/kubernetes.ts";
import type { CustomResource, Deployment } from "../../observations/objects.ts";

/** The status is the operator's last look: HEALTH_OK stays when the operator stops. https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#status */
export default criterion({
  id: "platform/ceph-is-healthy",
  title: "The CephCluster is Ready and healthy, looked at lately, with every OSD up",
  fails: "Ceph is not healthy",
  why: "Claims bind to storage that may lose what is written to it.",
  serves: ["S0"],
  needs: ["cephClusters", "deployments"],
  wants: ROLLOUT_REASONS,
  restsOn: [
    "crds/required-are-established",
    "flux/everything-is-reconciled",
    "kubernetes/every-expected-node-is-ready",
  ],
  advice:
    "kubectl -n <namespace> describe <kind> <name>; kubectl -n <ceph-namespace> exec deployment/rook-ceph-tools -- ceph status; kubectl -n <ceph-namespace> get pods -l app=rook-ceph-osd",

  irrelevant: ({ platform }) => (platform.ceph ? undefined : "the profile has no Ceph"),

  examine({ cephClusters, deployments, pods, warnings }, context) {
    const { profile, now } = context;
    const { ceph } = profile.platform;
    if (!ceph) return { examined: 0, findings: [] };
    const subject = `cephcluster/${ceph.namespace}/${ceph.name}`;
    const cluster: CephCluster | undefined = cephClusters.find(named(ceph.name, ceph.namespace));
    if (!cluster) return { examined: 1, findings: [{ subject, expected: "a CephCluster", actual: "none" }] };
    const findings = [
      leaving(subject, cluster),
      notReady(subject, cluster),
      unhealthy(subject, cluster, ceph.health),
      notLooked(subject, cluster, momentOf(context, "cephClusters")),
    ].filter((finding) => finding !== undefined);
    return together(
      { examined: 1, findings, remarks: muted(subject, cluster, ceph.health) },
      osdsExamined(subject, ceph, deployments, { pods, warnings, now }),
    );
  },
});

type CephCluster = CustomResource<
  { healthCheck?: { daemonHealth?: { status?: { interval?: string } } } },
  {
    phase?: string;
    state?: string;
    message?: string;
    ceph?: {
      health?: string;
      lastChecked?: string;
      details?: Record<string, { severity?: string; message?: string }> | null;
    } | null;
  }
>;

/** An external cluster is `Connected`. */
function notReady(subject: string, cluster: CephCluster): Finding | undefined {
  const { phase = "none", state = "none", message } = cluster.status ?? {};
  const old = statusIsOld(cluster);
  if (phase === "Ready" && ["Created", "Connected"].includes(state))
    return old === undefined ? undefined : { subject, expected: "a current status", actual: old };
  const said = message ? ` (${cut(message)})` : "";
  return {
    subject,
    expected: "phase Ready, state Created or Connected",
    actual: `phase ${phase}, state ${state}${said}`,
  };
}

function unhealthy(subject: string, { status }: CephCluster, accepted: readonly string[]): Finding | undefined {
  const health = status?.ceph?.health ?? "no health";
  if (accepted.includes(health)) return undefined;
  const details = detailsOf(status);
  const why = details.length > 0 ? ` (${cut(details.join("; "))})` : "";
  return { subject, expected: accepted.join(" or "), actual: `${health}${why}` };
}

const detailsOf = (status: CephCluster["status"]): string[] =>
  Object.entries(status?.ceph?.details ?? {}).map(([code, { message = "" }]) => `${code}: ${message}`);

/**
 * A muted check stays among the details and is left out of the health.
 * https://docs.ceph.com/en/latest/rados/operations/monitoring/#muting-health-checks
 */
function muted(subject: string, { status }: CephCluster, accepted: readonly string[]): string[] {
  const { health = "" } = status?.ceph ?? {};
  const details = detailsOf(status);
  if (details.length === 0 || !accepted.includes(health)) return [];
  const why = health === "HEALTH_OK" ? "muted" : "accepted by the profile";
  return [`${subject} says ${health} over what is ${why}: ${cut(details.join("; "))}`];
}

/** Rook looks once a minute unless told otherwise; five misses are no accident. */
function notLooked(subject: string, { spec, status }: CephCluster, now: Date): Finding | undefined {
  const interval = goDuration(spec?.healthCheck?.daemonHealth?.status?.interval ?? "60s") ?? 60_000;
  const checked = status?.ceph?.lastChecked;
  const age = now.getTime() - Date.parse(checked ?? "");
  if (age <= 5 * interval) return undefined;
  return {
    subject,
    expected: `its health looked at within ${durationInWords(5 * interval)}`,
    actual: Number.isNaN(age) ? "never looked at" : `last looked at ${durationInWords(age)} ago`,
    ...(!Number.isNaN(age) && { since: checked }),
  };
}

/** One Deployment an OSD: `rook-ceph-osd-0`. Its status counts OSDs by store type only, not those that are up. */
function osdsExamined(
  subject: string,
  { namespace, osds }: { namespace: string; osds: number },
  deployments: readonly Deployment[],
  reasons: RolloutReasons,
): Examination {
  const names = deployments
    .filter(({ metadata }) => metadata?.namespace === namespace)
    .flatMap(({ metadata }) => metadata?.name ?? [])
    .filter((name) => /^rook-ceph-osd-\d+$/.test(name));
  const up = each(names, (name) =>
    notRolledOut({ kind: "Deployment", namespace, name }, { deployments, daemonSets: [], statefulSets: [] }, reasons),
  );
  if (names.length >= osds) return up;
  const missing = { subject, expected: `${osds} OSDs`, actual: `${names.length} OSD deployments` };
  return together(up, { examined: 1, findings: [missing] });
}
