import { leaving } from "../derive/deletion.ts";
import { criterion, each, together, type Finding } from "../criterion.ts";
import { conditionLacks, conditionOf, inWords, sinceIsNot } from "../../observations/conditions.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/** Ready alone does not count the instances. https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#clusterstatus */
export default criterion({
  id: "platform/databases-are-healthy",
  title: "Every CloudNativePG cluster is healthy with all its instances",
  fails: "A database is not healthy",
  why: "A database without its replicas loses data with the next node.",
  serves: ["S0"],
  needs: ["postgresClusters"],
  restsOn: ["crds/required-are-established", "flux/everything-is-reconciled", "platform/storage-is-ready"],
  advice:
    "kubectl cnpg status -n <namespace> <name>; kubectl -n <namespace> describe clusters.postgresql.cnpg.io <name>",

  irrelevant: ({ platform }) => (platform.databases.length > 0 ? undefined : "the profile names no databases"),

  examine({ postgresClusters }, { profile }) {
    const { databases } = profile.platform;
    const isNamed = (cluster: CustomResource) =>
      databases.some(({ name, namespace }) => named(name, namespace)(cluster));
    return together(
      each(databases, ({ namespace, name, instances }): Finding | Finding[] => {
        const cluster: PostgresCluster | undefined = postgresClusters.find(named(name, namespace));
        const subject = `cluster.postgresql.cnpg.io/${namespace}/${name}`;
        if (!cluster) return { subject, expected: "a CloudNativePG cluster", actual: "none" };
        return unhealthy(subject, cluster, instances);
      }),
      each(
        postgresClusters.filter((cluster) => !isNamed(cluster)),
        (cluster: PostgresCluster) => unhealthy(subjectOf("cluster.postgresql.cnpg.io", cluster), cluster, undefined),
      ),
    );
  },
});

type PostgresCluster = CustomResource<
  { instances?: number },
  { phase?: string; instances?: number; readyInstances?: number; currentPrimary?: string; targetPrimary?: string }
>;

function unhealthy(subject: string, cluster: PostgresCluster, wanted: number | undefined): Finding[] {
  const { phase, instances, readyInstances = 0, currentPrimary, targetPrimary } = cluster.status ?? {};
  const desired = cluster.spec?.instances;
  const findings: (Finding | undefined)[] = [
    phase === "Cluster in healthy state"
      ? undefined
      : { subject, expected: "phase Cluster in healthy state", actual: phase ? `phase ${phase}` : "no phase" },
    wanted !== undefined && desired !== wanted
      ? { subject, expected: `${wanted} instances wanted`, actual: `spec.instances is ${desired}`, hopeless: true }
      : undefined,
    readyInstances === desired
      ? undefined
      : { subject, expected: `${desired ?? "some"} instances ready`, actual: `${readyInstances} ready` },
    instances === undefined || instances >= (desired ?? 1)
      ? undefined
      : { subject, expected: `${desired ?? "some"} instances there`, actual: `${instances}` },
    leaving(subject, cluster),
    notReady(subject, cluster),
    currentPrimary && currentPrimary === targetPrimary
      ? undefined
      : { subject, expected: `primary ${targetPrimary ?? "elected"}`, actual: `primary ${currentPrimary ?? "none"}` },
    ...["ContinuousArchiving", "LastBackupSucceeded"].map((type) => backupFailed(subject, cluster, type)),
  ];
  return findings.filter((finding) => finding !== undefined);
}

function notReady(subject: string, cluster: PostgresCluster): Finding | undefined {
  const actual = conditionLacks(cluster, "Ready");
  if (actual === undefined) return undefined;
  return { subject, expected: "Ready=True", actual, since: sinceIsNot(conditionOf(cluster, "Ready")) };
}

/** Both are there only where backups are configured. One that says neither True nor False is no backup that is known. */
function backupFailed(subject: string, cluster: PostgresCluster, type: string): Finding | undefined {
  const condition = conditionOf(cluster, type);
  if (condition === undefined || condition.status === "True") return undefined;
  return { subject, expected: `${type}=True`, actual: inWords(condition), since: condition.lastTransitionTime };
}
