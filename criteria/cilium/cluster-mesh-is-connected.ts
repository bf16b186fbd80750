import { criterion, type Finding } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { cut } from "../../observations/kubernetes.ts";

/** The CLI discards the wait's error with -o json, and leaves out counts of 0. */
export default criterion({
  id: "cilium/cluster-mesh-is-connected",
  title: "Every remote cluster of the mesh is connected from every node",
  fails: "ClusterMesh is not connected",
  why: "A node that lost its peer serves global services from its own cluster only, and says nothing.",
  serves: ["S3"],
  needs: ["clusterMesh"],
  restsOn: ["cilium/status-is-ok", "cilium/identity-matches"],
  advice:
    "cilium clustermesh status -n <cilium-namespace>; kubectl -n <cilium-namespace> exec ds/cilium -- cilium-dbg troubleshoot clustermesh",

  irrelevant: (profile) =>
    withoutCilium(profile) ?? (profile.cilium?.clusterMesh ? undefined : "the profile declares no cluster mesh"),

  examine({ clusterMesh }, { profile }) {
    const expected = profile.cilium?.clusterMesh?.clusters ?? [];
    if (clusterMesh.total === 0 && Object.keys(clusterMesh.clusters).length === 0 && clusterMesh.errors.length === 0) {
      const reason = "cilium clustermesh status told of no agent's connectivity";
      return { examined: 0, findings: [], unseen: expected.map((name) => ({ subject: `cluster/${name}`, reason })) };
    }
    const findings = expected.flatMap((name): Finding[] => {
      const { configured = 0, connected = 0 } = clusterMesh.clusters[name] ?? {};
      if (configured === 0)
        return [{ subject: `cluster/${name}`, expected: "configured on every node", actual: "not configured" }];
      const nodes = profile.nodes.length;
      if (configured < nodes)
        return [{ subject: `cluster/${name}`, expected: `configured on ${nodes} nodes`, actual: `on ${configured}` }];
      return connected < configured
        ? [{ subject: `cluster/${name}`, expected: `connected from ${configured} nodes`, actual: `from ${connected}` }]
        : [];
    });
    if (clusterMesh.notReady > 0) {
      const actual = `${clusterMesh.notReady} of ${clusterMesh.total} not ready`;
      findings.push({ subject: "cluster-mesh", expected: "every agent connected to every cluster", actual });
    }
    findings.push(
      ...clusterMesh.errors.map((error) => ({
        subject: "cluster-mesh",
        expected: "no errors",
        actual: `errors of ${cut(error)}`,
      })),
    );
    return { examined: expected.length, findings };
  },
});
