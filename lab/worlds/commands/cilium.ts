import type { CommandAnswer, CommandWorld } from "../../world.ts";
import type { Builder } from "../builder.ts";
import { ciliumStatus, ciliumVersion } from "./cilium-status.ts";
import { connectivity } from "./connectivity.ts";
import { lines, said } from "./said.ts";

/** What the Cilium CLI prints, in the forms in which it is asked. */
export function ciliumAnswers(b: Builder): NonNullable<CommandWorld["cilium"]> {
  const { cilium } = b.profile;
  const client = lines(
    "cilium-cli: v0.19.7 compiled with go1.26.8 on linux/amd64",
    "cilium image (default): v1.19.5",
    "cilium image (stable): unknown",
  );
  const answers: Record<string, CommandAnswer> = {
    "version --client": said(client),
    version: said(`${client}cilium image (running): ${ciliumVersion(b)}\n`),
  };
  if (!cilium) return answers;
  const status = said(`${JSON.stringify(ciliumStatus(b), undefined, 2)}\n`);
  for (const form of [
    "status -o json",
    "status --wait -o json",
    "status -o json --interactive=false",
    "status --wait -o json --interactive=false",
    "status --wait --interactive=false -o json",
    "status --interactive=false -o json",
  ])
    answers[form] = status;
  answers["connectivity test"] = said(connectivity(b, cilium.connectivity));
  answers["connectivity test --cleanup"] = said(lines("🧹 Cleaning up connectivity test artifacts"));
  answers["clustermesh status -o json"] = cilium.clusterMesh
    ? said(
        `${JSON.stringify(clusterMesh(cilium.clusterId, cilium.clusterName, cilium.clusterMesh.clusters, b.nodes.length), undefined, 2)}\n`,
      )
    : {
        exit: 1,
        stderr:
          'Error: Unable to determine status:  unable to get clustermesh service "clustermesh-apiserver": services "clustermesh-apiserver" not found\n',
      };
  return answers;
}

const clusterMesh = (id: number, name: string, clusters: string[], nodes: number): object => ({
  access_information: {
    service_type: "LoadBalancer",
    service_ips: ["10.25.11.100"],
    service_port: 2379,
    cluster_id: id,
    cluster_name: name,
  },
  connectivity: {
    connected: { min: clusters.length, avg: clusters.length, max: clusters.length },
    clusters: Object.fromEntries(clusters.map((cluster) => [cluster, { configured: nodes, connected: nodes }])),
    total: nodes,
  },
  kvstoremesh: { enabled: true, status: { connected: { min: 1, avg: 1, max: 1 } } },
});
