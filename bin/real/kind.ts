import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../project.ts";
import { Absent, Refusal, type Cluster } from "./cluster.ts";
import { faultsOfKind } from "./faults/kind.ts";
import { faultsOfNames } from "./faults/names.ts";
import { faultsOfObjects } from "./faults/objects.ts";
import { faultsOfPods } from "./faults/pods.ts";
import { faultsOfSystems, profileForMany } from "./profile.ts";
import { needed, programs } from "./programs.ts";

/**
 * The cluster that `npm run kind:up` makes. Throws {@link Refusal} where the kubeconfig leads anywhere else: its context
 * and its nodes must be those of the containers that kind labels with the cluster's name. `judgedBy`: a profile's file.
 */
export async function kindCluster(
  kubeconfig: string,
  kept: string,
  judgedBy = path.join(root, "clusters/kind.yaml"),
): Promise<Cluster> {
  if (!existsSync(kubeconfig)) throw new Absent(`${kubeconfig} is not there; npm run kind:up makes the cluster`);
  await needed(["docker", "kubectl", "helm", "cilium", "flux", "nsenter"]);
  const { name } = parse(readFileSync(path.join(root, "kind/kind.yaml"), "utf8")) as { name: string };
  const environment = { KUBECONFIG: path.resolve(kubeconfig), KEPT: kept };
  const { run } = programs(environment);
  const context = await run({ argv: ["kubectl", "config", "current-context"] });
  if (context.trim() !== `kind-${name}`) throw new Refusal(`the context ${context.trim()} is not kind-${name}`);
  const label = `label=io.x-k8s.kind.cluster=${name}`;
  const containers = lines(await run({ argv: ["docker", "ps", "-a", "--filter", label, "--format", "{{.Names}}"] }));
  const nodes = lines(await run({ argv: ["kubectl", "get", "nodes", "-o", NAMES] }));
  if (containers.join() !== nodes.join())
    throw new Refusal(`its nodes (${nodes.join(", ")}) are not kind's containers (${containers.join(", ")})`);
  const worker = nodes.findLast((node) => node.startsWith(`${name}-worker`));
  if (worker === undefined) throw new Refusal("it has no worker");
  const { file, profile } = profileForMany(judgedBy, kept);
  return {
    title: "kind",
    judgedBy: ["--cluster", file, "--kubeconfig", environment.KUBECONFIG],
    environment,
    faults: [
      ...faultsOfObjects(worker),
      ...faultsOfPods("registry.k8s.io/coredns/coredns:v1.13.1"),
      ...faultsOfNames(worker),
      ...faultsOfKind(worker),
      ...faultsOfSystems(profile),
    ],
  };
}

const NAMES = String.raw`jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}`;

const lines = (text: string): string[] => text.split("\n").filter(Boolean).toSorted();
