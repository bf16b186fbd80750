import { criterion, each, momentOf, together, type Examination, type Finding } from "../criterion.ts";
import { statusIsOld } from "../derive/conditions.ts";
import { goDuration, inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { notRolledOut } from "../derive/rollout.ts";
import { cut, named } from "../../observations/kubernetes.ts";
import type { CustomResource, Deployment } from "../../observations/objects.ts";

/** The status is the operator's last look: HEALTH_OK stays when the operator stops. https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#status */
export default criterion({
  id: "platform/ceph-is-healthy",
  title: "The CephCluster is Ready and healthy, looked at lately, with every OSD up",
  why: "Claims bind to storage that may lose what is written to it.",
  serves: ["S0"],
  needs: ["cephClusters", "deployments"],
  restsOn: [
    "crds/required-are-established",
    "flux/everything-is-reconciled",
    "kubernetes/every-expected-node-is-ready",
  ],
  advice:
    "kubectl -n rook-ceph describe cephcluster; kubectl -n rook-ceph exec deployment/rook-ceph-tools -- ceph status; " +
    "kubectl -n rook-ceph get pods -l app=rook-ceph-osd",

  irrelevant: ({ platform }) => (platform.ceph ? undefined : "the profile has no Ceph"),

  examine({ cephClusters, deployments }, context) {
    const { ceph } = context.profile.platform;
    const looked = momentOf(context, "cephClusters");
    if (!ceph) return { examined: 0, findings: [] };
    const subject = `cephcluster/${ceph.namespace}/${ceph.name}`;
    const cluster: CephCluster | undefined = cephClusters.find(named(ceph.name, ceph.namespace));
    if (!cluster) return { examined: 1, findings: [{ subject, expected: "a CephCluster", actual: "none" }] };
    return together(
      each([cluster], () =>
        [
          notReady(subject, cluster),
          unhealthy(subject, cluster, ceph.health),
          notLooked(subject, cluster, looked),
        ].filter((finding) => finding !== undefined),
      ),
      osdsExamined(subject, ceph, deployments),
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
  const details = Object.entries(status?.ceph?.details ?? {}).map(([code, { message = "" }]) => `${code}: ${message}`);
  const why = details.length > 0 ? ` (${cut(details.join("; "))})` : "";
  return { subject, expected: accepted.join(" or "), actual: `${health}${why}` };
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
): Examination {
  const names = deployments
    .filter(({ metadata }) => metadata?.namespace === namespace)
    .flatMap(({ metadata }) => metadata?.name ?? [])
    .filter((name) => /^rook-ceph-osd-\d+$/.test(name));
  const up = each(names, (name) =>
    notRolledOut({ kind: "Deployment", namespace, name }, { deployments, daemonSets: [], statefulSets: [] }),
  );
  if (names.length >= osds) return up;
  const missing = { subject, expected: `${osds} OSDs`, actual: `${names.length} OSD deployments` };
  return together(up, { examined: 1, findings: [missing] });
}
