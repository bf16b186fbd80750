import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { kindOf, outputOf, type Capture } from "../../lab/captures/capture.ts";
import { keyOf } from "../../lab/commands/call.ts";
import type { CommandAnswer, LabObject } from "../../lab/world.ts";
import { healthyWorld } from "../../lab/worlds/healthy.ts";
import { profiles } from "../profiles.ts";
import { clusters, root } from "../project.ts";
import { Absent } from "./cluster.ts";
import { listsOf, transcriptsOf } from "./transcripts.ts";

/** A cluster, or what a run of assay kept of one that is gone. */
export type Captured = { name: "kind" | "talos" } & (
  | { kubeconfig: string; talosconfig?: string }
  | { run: string; kubeconfig?: undefined }
);

/**
 * Asks a real cluster, by commands that only read, what assay and the lab ask, and writes the forms of its answers to
 * `lab/captures/<name>.json`. What it was not asked for stays as it was captured before. Returns the file, and the calls
 * that ended otherwise than with 0: what is captured then is the form of a failure.
 */
export async function capture(cluster: Captured): Promise<{ file: string; failed: string[] }> {
  const file = path.join(root, "lab/captures", `${cluster.name}.json`);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Capture) : undefined;
  const { answers, names, objects } = cluster.kubeconfig === undefined ? keptIn(cluster.run) : await askedOf(cluster);
  const calls = [...new Set(answers.map(({ call }) => call))];
  const commands = calls.map((call) => {
    const told = answers.filter((answer) => answer.call === call);
    return [call, outputOf(call, told, names)] as const;
  });
  const captured: Capture = {
    taken: new Date().toISOString().slice(0, 10),
    ...(cluster.kubeconfig !== undefined && { isWhole: true }),
    commands: ordered({ ...before?.commands, ...Object.fromEntries(commands) }),
    objects: ordered(objects),
  };
  writeFileSync(file, `${JSON.stringify(captured, undefined, 1)}\n`);
  return { file, failed: commands.flatMap(([call, { exit }]) => (exit === 0 ? [] : [call])) };
}

function keptIn(run: string) {
  if (!existsSync(path.join(run, "transcripts"))) throw new Absent(`${run} holds no transcripts`);
  return { ...transcriptsOf(run), objects: listsOf(run) };
}

async function askedOf({ kubeconfig, talosconfig }: { kubeconfig: string; talosconfig?: string }) {
  for (const file of [kubeconfig, talosconfig])
    if (file !== undefined && !existsSync(file)) throw new Absent(`${file} is not there`);
  const run = programsOf({ KUBECONFIG: kubeconfig, ...(talosconfig !== undefined && { TALOSCONFIG: talosconfig }) });
  const nodes = await nodesOf(run);
  const context = (await run(["kubectl", "config", "current-context"])).stdout?.trim() ?? "";
  return {
    names: [...nodes.map((node) => node.name), context].filter(Boolean),
    answers: await answersOf(run, talosconfig === undefined ? [] : nodes),
    objects: await objectsOf(run),
  };
}

interface Node {
  name: string;
  address: string;
  isControlPlane: boolean;
}

type Run = (argv: readonly string[]) => Promise<CommandAnswer>;

const LONGEST_MS = 60_000;

const programsOf =
  (environment: Record<string, string>): Run =>
  async ([program = "", ...args]) => {
    const options = { reject: false, timeout: LONGEST_MS, env: environment, maxBuffer: 100_000_000 } as const;
    const { stdout, stderr, exitCode } = await execa(program, args, options);
    return { stdout, stderr, exit: exitCode ?? 127 };
  };

async function nodesOf(run: Run): Promise<Node[]> {
  const { stdout = "", exit } = await run(["kubectl", "get", "nodes", "-o", "json"]);
  if (exit !== 0) throw new Absent("the cluster does not answer");
  const { items } = JSON.parse(stdout) as { items: LabObject[] };
  return items.map(({ metadata, status }) => {
    const { addresses = [] } = (status ?? {}) as { addresses?: { type: string; address: string }[] };
    return {
      name: metadata.name,
      address: addresses.find(({ type }) => type === "InternalIP")?.address ?? "",
      isControlPlane: "node-role.kubernetes.io/control-plane" in (metadata.labels ?? {}),
    };
  });
}

interface Told extends CommandAnswer {
  call: string;
}

/** What the commands print that assay calls; `machines`: the nodes that run Talos. What is not installed is left out. */
async function answersOf(run: Run, machines: readonly Node[]): Promise<Told[]> {
  const told: Told[] = [];
  const ask = async (argv: readonly [string, ...string[]], node?: Node): Promise<void> => {
    const [program, ...args] = argv;
    const answer = await run([...argv, ...(node ? ["-n", node.address] : [])]);
    if (answer.exit !== 127) told.push({ ...answer, call: `${program} ${keyOf(program, args)}` });
  };
  for (const argv of CALLS) await ask(argv);
  for (const agent of await podsOf(run, "cilium")) {
    const answer = await run(["kubectl", "-n", "kube-system", "exec", agent, ...BY_EXEC]);
    told.push({ ...answer, call: `kubectl exec ${BY_EXEC.join(" ")}` });
  }
  for (const path of ["/version", "/readyz?verbose"]) {
    const answer = await run(["kubectl", "get", "--raw", path]);
    told.push({ ...answer, call: `GET ${path}` });
  }
  for (const pod of await podsOf(run, "kube-dns")) {
    for (const [what, at] of Object.entries(OF_COREDNS)) {
      const answer = await run(["kubectl", "get", "--raw", `/api/v1/namespaces/kube-system/${pod}:${at}`]);
      told.push({ ...answer, call: `GET ${what} of CoreDNS` });
    }
  }
  if (machines.length > 0) await ask(["talosctl", "version", "--client"]);
  for (const machine of machines) {
    for (const args of OF_MACHINES) await ask(["talosctl", ...args], machine);
    for (const args of machine.isControlPlane ? OF_CONTROL_PLANES : []) await ask(["talosctl", ...args], machine);
  }
  return told;
}

/** As assay calls them: `helpers/observe/commands/`. */
const CALLS = [
  ["cilium", "version", "--client"],
  ["cilium", "status", "-o", "json", "--interactive=false", "-n", "kube-system"],
  ["cilium", "clustermesh", "status", "-o", "json", "-n", "kube-system", "--wait-duration", "10s"],
  ["flux", "--version"],
  ["flux", "check", "-n", "flux-system", "--timeout", "10s"],
  ["kubectl", "version", "--client"],
  ["helm", "version", "--short"],
  ["op", "--version"],
  ["op", "whoami", "--format", "json"],
] as const;
const OF_COREDNS = { ready: "8181/proxy/ready", metrics: "9153/proxy/metrics" };
const BY_EXEC = ["-c", "cilium-agent", "--", "cilium-dbg", "status", "-o", "json"];
const RESOURCES = ["machinestatus", "services", "links", "timestatuses", "diagnostics", "kubeprismstatuses"];
const OF_MACHINES = [["version", "--json"], ...RESOURCES.map((plural) => ["get", plural, "-o", "json"])];
const OF_CONTROL_PLANES = [
  ...["members", "status", "alarm list"].map((what) => ["etcd", ...what.split(" ")]),
  ["health", "--wait-timeout", "20s"],
];

/** `pods/<name>` of those in kube-system with this label. */
async function podsOf(run: Run, app: string): Promise<string[]> {
  const { stdout = "" } = await run([..."kubectl -n kube-system get pods -o name -l".split(" "), `k8s-app=${app}`]);
  return stdout.split("\n").flatMap((name) => (name === "" ? [] : [name.replace(/^pod\//, "pods/")]));
}

/** Of each kind that a world of the lab has, and this cluster too. */
async function objectsOf(run: Run): Promise<Capture["objects"]> {
  const kinds = new Map<string, { group: string; kind: string }>();
  for (const cluster of clusters) {
    for (const { apiVersion, kind } of healthyWorld(profiles(cluster), { now: new Date() }).kubernetes.objects)
      kinds.set(`${apiVersion}/${kind}`, { group: apiVersion.split("/").slice(0, -1).join(), kind });
  }
  const objects: Capture["objects"] = {};
  for (const [name, { group, kind }] of kinds) {
    const resource = [kind, group].filter(Boolean).join(".");
    const { stdout = "", exit } = await run(["kubectl", "get", resource, "-A", "-o", "json", "--show-managed-fields"]);
    if (exit !== 0) continue;
    const { items } = JSON.parse(stdout) as { items: LabObject[] };
    const same = items.filter(({ apiVersion }) => `${apiVersion}/${kind}` === name);
    if (same.length > 0) objects[name] = kindOf(same);
  }
  return objects;
}

const ordered = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
