import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { root } from "../project.ts";
import { Absent, Refusal, type Cluster } from "./cluster.ts";
import { faultsOfKind } from "./faults/kind.ts";
import { faultsOfNames } from "./faults/names.ts";
import { faultsOfObjects } from "./faults/objects.ts";
import { faultsOfPods } from "./faults/pods.ts";
import { needed, programs } from "./programs.ts";

/**
 * The cluster that `npm run kind:up` makes. Throws {@link Refusal} where the kubeconfig leads anywhere else: its context
 * and its nodes must be those of the containers that kind labels with the cluster's name.
 */
export async function kindCluster(kubeconfig: string, kept: string): Promise<Cluster> {
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
  return {
    title: "kind",
    judgedBy: ["--cluster", profile(kept), "--kubeconfig", environment.KUBECONFIG],
    environment,
    faults: [
      ...faultsOfObjects(worker),
      ...faultsOfPods("registry.k8s.io/coredns/coredns:v1.13.1"),
      ...faultsOfNames(worker),
      ...faultsOfKind(worker),
    ],
  };
}

const NAMES = String.raw`jsonpath={range .items[*]}{.metadata.name}{"\n"}{end}`;

const lines = (text: string): string[] => text.split("\n").filter(Boolean).toSorted();

/** `clusters/kind.yaml` with a shorter steady window: the cluster is judged some hundred times. */
function profile(folder: string): string {
  const kind = parse(readFileSync(path.join(root, "clusters/kind.yaml"), "utf8")) as { workloads?: object };
  const file = path.join(folder, "kind.yaml");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, stringify({ ...kind, workloads: { ...kind.workloads, steadyFor: "5s" } }));
  return file;
}
