import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { agentsOf, clusterIdOf, toldBy, withoutCilium } from "../derive/cilium.ts";
import type { CustomResource } from "../../observations/objects.ts";
import type { Profile } from "../../clusters/profile.ts";

interface EndpointStatus {
  identity?: { id?: number };
  networking?: { node?: string };
}

/**
 * The ConfigMap is what agents read at their next start; what they run shows in their own status and in the identities
 * they hand out. https://docs.cilium.io/en/stable/internals/security-identities/
 */
export default criterion({
  id: "cilium/identity-matches",
  title: "cluster-id and cluster-name are the profile's, in the ConfigMap and in every running agent",
  fails: "Wrong cluster-id or cluster-name",
  why: "Two clusters with one identity can never be meshed without renumbering every workload.",
  serves: ["AC6", "T7", "VC"],
  needs: ["ciliumConfig", "ciliumStatus"],
  wants: ["ciliumEndpoints"],
  restsOn: ["components/releases-are-deployed", "components/workloads-are-rolled-out", "cilium/status-is-ok"],
  advice:
    "cilium config view -n <cilium-namespace>; helm -n <cilium-namespace> get values cilium; restart the agents after a change",

  irrelevant: withoutCilium,

  examine({ ciliumConfig, ciliumStatus, ciliumEndpoints }, { profile }) {
    const { clusterId, clusterName } = profile.cilium ?? { clusterId: 0, clusterName: "" };
    const findings: Finding[] = [];
    const configured = (key: string, wanted: string): void => {
      const actual = ciliumConfig.data[key];
      if (actual !== wanted)
        findings.push({
          subject: "configmap/cilium-config",
          expected: `${key} ${wanted}`,
          actual: actual === undefined ? `no ${key}` : `${key} ${actual}`,
          hopeless: true,
        });
    };
    configured("cluster-id", String(clusterId));
    configured("cluster-name", clusterName);

    const mostClusters = Number(ciliumConfig.data["max-connected-clusters"] ?? 255);
    const { answered, silent } = agentsOf(ciliumStatus);
    const unseen: Unseen[] = [...silent];
    if (answered.length + silent.length === 0) unseen.push({ subject: "agents", reason: "the Cilium CLI named none" });
    for (const { pod, status } of answered) {
      const self = status.cluster?.self;
      if (!self) unseen.push({ subject: `agent/${pod}`, reason: "does not say which cluster it belongs to" });
      else if (self.split("/")[0] !== clusterName)
        findings.push({ subject: `agent/${pod}`, expected: `cluster ${clusterName}`, actual: `runs as ${self}` });
      const id = toldBy(status, "cluster-id", mostClusters);
      // an older agent does not tell: the identities of its endpoints do
      if (id !== undefined && id !== String(clusterId))
        findings.push({
          subject: `agent/${pod}`,
          expected: `identities of cluster ${clusterId}`,
          actual: `gives identities of cluster ${id}`,
        });
    }
    findings.push(...strangeIdentities(ciliumEndpoints ?? [], profile, mostClusters));
    return { examined: 2 + answered.length, findings, unseen };
  },
});

/** One finding a node: its agent gave identities of another cluster. */
function strangeIdentities(endpoints: readonly CustomResource[], profile: Profile, mostClusters: number): Finding[] {
  const clusterId = profile.cilium?.clusterId ?? 0;
  const byNode = new Map<string, { id: number; of: number; count: number }>();
  for (const { status } of endpoints) {
    const { identity, networking } = (status ?? {}) as EndpointStatus;
    const of = clusterIdOf(identity?.id ?? 0, mostClusters);
    if (of === undefined || of === clusterId) continue;
    const node = networking?.node ?? "(unknown)";
    const known = byNode.get(node);
    byNode.set(node, { id: identity?.id ?? 0, of, count: (known?.count ?? 0) + 1 });
  }
  return [...byNode].map(([node, { id, of, count }]) => ({
    // An endpoint names its node by address.
    subject: `node/${profile.nodes.find(({ address }) => address === node)?.name ?? node}`,
    expected: `identities of cluster ${clusterId}`,
    actual: `${count} endpoints with identities of cluster ${of}, like ${id}`,
  }));
}
