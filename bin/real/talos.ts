import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";
import { Absent, Refusal, type Cluster } from "./cluster.ts";
import { faultsOfNames } from "./faults/names.ts";
import { faultsOfObjects } from "./faults/objects.ts";
import { faultsOfPods } from "./faults/pods.ts";
import { faultsOfTalos } from "./faults/talos.ts";
import { faultsOfSystems, profileForMany } from "./profile.ts";
import { needed, programs } from "./programs.ts";

/**
 * A cluster of Talos machines in containers, as `talosctl cluster create docker` makes them, with three control planes
 * and a worker. `folder` holds its `talosconfig` and `kubeconfig`; DOCKER_HOST leads to the daemon of the machines.
 * `judgedBy`: a profile's file; without it the machines are judged, and what Kubernetes itself brings.
 * Throws {@link Refusal} where what answers is not these containers.
 */
export async function talosCluster(folder: string, kept: string, judgedBy?: string): Promise<Cluster> {
  const [kubeconfig, talosconfig] = ["kubeconfig", "talosconfig"].map((name) => path.resolve(folder, name));
  if (kubeconfig === undefined || talosconfig === undefined) throw new Absent(folder);
  const lost = [kubeconfig, talosconfig].find((file) => !existsSync(file));
  if (lost !== undefined) throw new Absent(`${lost} is not there`);
  await needed(["docker", "kubectl", "helm", "talosctl", "nsenter"]);
  const own = path.join(kept, "kubeconfig");
  // a fault leads it elsewhere
  copyFileSync(kubeconfig, own);
  const environment = { KUBECONFIG: own, TALOSCONFIG: talosconfig, KEPT: kept };
  const machines = await machinesOf(programs(environment));
  const controlPlanes = machines.filter(({ role }) => role === "control-plane");
  const [third, worker] = [controlPlanes[2], machines.find(({ role }) => role === "worker")];
  if (!third || !worker) throw new Refusal("it has no three control planes and a worker: too few to break one");
  const { file, profile } = profileForMany(judgedBy ?? drafted(kept, machines), path.join(kept, "judged"));
  return {
    title: "Talos",
    judgedBy: ["--cluster", file, "--kubeconfig", own, "--talosconfig", talosconfig],
    environment,
    faults: [
      ...faultsOfObjects(worker.name),
      ...faultsOfPods("registry.k8s.io/coredns/coredns:v1.13.2"),
      ...(profile.releases.some(({ name }) => name === "coredns")
        ? faultsOfNames(worker.name, "components/workloads-are-rolled-out")
        : faultsOfNames(worker.name)),
      ...faultsOfTalos({ third, worker }),
      ...faultsOfSystems(profile),
    ],
  };
}

interface Machine {
  name: string;
  address: string;
  role: "control-plane" | "worker";
}

/** The machines as Docker has them, which must be the cluster's nodes, by name and address. */
async function machinesOf({ run }: ReturnType<typeof programs>): Promise<Machine[]> {
  const ids = (await run({ argv: ["docker", "ps", "-aq", "--filter", "label=talos.owned=true"] })).split("\n");
  const containers = ids.length === 0 ? "" : await run({ argv: ["docker", "inspect", "-f", MACHINE, ...ids] });
  const machines = containers.split("\n").filter(Boolean).toSorted();
  const nodes = (await run({ argv: ["kubectl", "get", "nodes", "-o", NODES] })).split("\n").filter(Boolean).toSorted();
  const told = machines.map((line) => line.split(" ").slice(0, 2).join(" "));
  if (told.length === 0 || told.join() !== nodes.join())
    throw new Refusal(`its nodes (${nodes.join(", ")}) are not Talos' containers (${told.join(", ")})`);
  return machines.map((line) => {
    const [name = "", address = "", type] = line.split(" ");
    return { name, address, role: type === "worker" ? "worker" : "control-plane" };
  });
}

const MACHINE =
  '{{slice .Name 1}} {{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}} {{index .Config.Labels "talos.type"}}';
const NODES = String.raw`jsonpath={range .items[*]}{.metadata.name} {.status.addresses[?(@.type=="InternalIP")].address}{"\n"}{end}`;

/** What such machines are; of the networks what Talos gives when nobody says otherwise. */
function drafted(folder: string, machines: readonly Machine[]): string {
  const endpoints = machines.filter(({ role }) => role === "control-plane").map(({ address }) => address);
  const file = path.join(folder, "real-talos.yaml");
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    file,
    stringify({
      name: "real-talos",
      description: "Talos machines in containers, disposable",
      kubernetes: { version: "v1.35", endpoint: `https://${endpoints[0]}:6443` },
      talos: {
        version: "v1.12.1",
        endpoints,
        mtu: 1500,
        links: ["eth0"],
        healthTimeout: "20s",
        mayBeSkipped: ["kube-proxy to report ready"],
      },
      nodes: machines,
      network: { pods: ["10.244.0.0/16"], services: ["10.96.0.0/12"] },
      tools: { talosctl: ">=1.12.0" },
      workloads: { metrics: false },
    }),
  );
  return file;
}
