import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { profileSchema, type Profile } from "../clusters/profile.ts";
import { judge } from "../criteria/judge.ts";
import type { Looks } from "../criteria/observations.ts";
import everyExpectedNodeIsReady from "../criteria/kubernetes/every-expected-node-is-ready.ts";
import everyPodRuns from "../criteria/workloads/every-pod-runs.ts";
import restartsAreRare from "../criteria/workloads/restarts-are-rare.ts";
import { apiClient, type Keep } from "../helpers/kube/client.ts";
import { connect } from "../helpers/kube/connection.ts";
import { LISTS, type ListKey } from "../helpers/observe/lists.ts";
import { prune } from "../helpers/observe/prune.ts";
import { readCheckout } from "../helpers/observe/repository.ts";
import { HEALTHY, type Scenario } from "../lab/scenario.ts";
import { healthyRepository } from "../lab/worlds/repository.ts";
import { profiles } from "./profiles.ts";
import { root, suites } from "./project.ts";
import { openStage } from "./prove/stage.ts";

const RUNS = 5;
const KEYS: ListKey[] = ["pods", "nodes", "nodeLeases", "namespaces", "deployments", "daemonSets"];

/** `npm run bench [-- --kubeconfig <path>]`: figures side by side in one run; machines are noisy, ratios less so. */
export async function main(argv: readonly string[]): Promise<number> {
  const [flag, file, mode] = argv;
  if (mode !== undefined && file !== undefined) return child(file, mode);
  if (flag !== undefined && (flag !== "--kubeconfig" || file === undefined)) {
    process.stderr.write("npm run bench [-- --kubeconfig <path of a large cluster's>]\n");
    return 2;
  }
  const out = mkdtempSync(path.join(tmpdir(), "assay-bench-"));
  try {
    const lab = await repeat(() => measured([path.join(root, "bin/assay.mjs"), "--out", out]));
    process.stdout.write(`${row("npm test on the lab, start to verdict", lab)}\n`);
    await checkouts();
    await scenarios();
    if (file !== undefined) await compared(path.resolve(file));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return 0;
}

/** What a scenario costs in process, and how that grows with the cluster: ratios beside three nodes. */
async function scenarios(): Promise<void> {
  const stage = openStage(profiles, suites);
  const seconds = async (count: number): Promise<number> => {
    const scenario: Scenario = { ...HEALTHY, profile: (lab) => withNodes(lab, count) };
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const started = performance.now();
      await stage.play(scenario);
      times.push((performance.now() - started) / 1000);
    }
    return times.toSorted((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  };
  const three = await seconds(3);
  process.stdout.write(`${"a scenario in process, 3 nodes".padEnd(44)} ${three.toFixed(3)} s\n`);
  for (const count of [30, 300, 1000]) {
    const took = await seconds(count);
    const ratio = (took / three).toFixed(1);
    process.stdout.write(
      `${`a scenario in process, ${count} nodes`.padEnd(44)} ${took.toFixed(3)} s  ${ratio} × that\n`,
    );
  }
  stage.dispose();
}

/** Reading and judging a checkout: seconds per 1,000 files, and whether the cost grows with them alone. */
async function checkouts(): Promise<void> {
  const rows = suites.find(({ name }) => name === "20-repository")?.rows ?? [];
  const perThousand: number[] = [];
  for (const files of [1000, 4000]) {
    const folder = mkdtempSync(path.join(tmpdir(), "assay-checkout-"));
    const lab = profiles("lab");
    writeCheckout(folder, healthyRepository(lab), files);
    const profile = { ...lab, repository: folder };
    const started = performance.now();
    const value = await readCheckout(folder);
    const looks: Looks = { repository: { ok: true, value, at: new Date().toISOString(), tookMs: 0 } };
    for (const { criterion } of rows) judge(criterion, looks, { profile, now: new Date() });
    perThousand.push((performance.now() - started) / files);
    const took = perThousand.at(-1)?.toFixed(2);
    process.stdout.write(`${`a checkout of ${files} files, read and judged`.padEnd(44)} ${took} s per 1,000 files
`);
    rmSync(folder, { recursive: true, force: true });
  }
  const [small = 1, large = 1] = perThousand;
  process.stdout.write(`${"cost per file, 4,000 beside 1,000".padEnd(44)} ${(large / small).toFixed(2)} ×\n`);
}

/** The lab's checkout, with as many applications more: a Kustomization, its folder, a HelmRelease each. */
function writeCheckout(folder: string, base: Record<string, string>, files: number): void {
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const [name, text] of Object.entries(base)) put(name, text);
  for (let n = 0; n < files / 3; n += 1) {
    put(`kubernetes/more/app-${n}/kustomization.yaml`, "resources: [release.yaml, source.yaml]\n");
    put(
      `kubernetes/more/app-${n}/release.yaml`,
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: app-${n}, namespace: apps }\nspec:\n  interval: 1h\n  chartRef: { kind: OCIRepository, name: app-${n} }\n  values:\n    replicas: 2\n    image: { tag: v1.${n} }\n`,
    );
    put(
      `kubernetes/more/app-${n}/source.yaml`,
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: app-${n}, namespace: apps }\nspec: { interval: 1h, url: oci://registry.lab/charts/app-${n}, ref: { tag: 1.0.${n} } }\n`,
    );
  }
  const list = Array.from({ length: Math.ceil(files / 3) }, (_, n) => `app-${n}`);
  put("kubernetes/more/kustomization.yaml", `resources: [${list.join(", ")}]\n`);
  put(
    "clusters/lab/flux/more.yaml",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: more, namespace: flux-system }\nspec: { interval: 1h, path: ./kubernetes/more, prune: true, sourceRef: { kind: GitRepository, name: flux-system } }\n",
  );
}

/** So many nodes, and a pod network that has room for them. */
const withNodes = (lab: Profile, count: number): Profile => ({
  ...lab,
  nodes: workers(lab, count),
  network: { ...lab.network, pods: ["10.240.0.0/12"], services: ["10.96.0.0/16"], nodes: ["10.25.0.0/16"] },
  ...(lab.cilium && { cilium: { ...lab.cilium, routing: { mode: "native", cidr: "10.240.0.0/12" } } }),
});

const workers = ({ nodes }: Profile, count: number): Profile["nodes"] =>
  Array.from({ length: count }, (_, n) => {
    const address = `10.25.${21 + Math.floor((n + 11) / 200)}.${((n + 11) % 200) + 1}`;
    return nodes[n] ?? { name: `lab-wk-${n}`, address, role: "worker" };
  });

async function compared(kubeconfig: string): Promise<void> {
  const self = path.join(root, "bin/bench.mjs");
  const bare = await repeat(() => measured([self, "--kubeconfig", kubeconfig, "list"]));
  const gathered = await repeat(() => measured([self, "--kubeconfig", kubeconfig, "judge"]));
  process.stdout.write(`${row("bare paged LIST of the same resources", bare)}\n${row("gather and judge", gathered)}\n`);
  if (onPath("popeye")) {
    const popeye = await measured(["-A", "--kubeconfig", kubeconfig, "-o", "json"], "popeye");
    process.stdout.write(`${row("popeye, once", [{ ...popeye, detail: "" }])}\n`);
  }
  process.stdout.write(
    `${"ratio of gather and judge to bare LIST".padEnd(44)} ${(median(gathered, "seconds") / median(bare, "seconds")).toFixed(2)} × time\n`,
  );
}

/** One side of the comparison, in a process of its own so that its memory can be told. */
async function child(kubeconfig: string, mode: string): Promise<number> {
  const api = apiClient(connect(kubeconfig), {
    signal: new AbortController().signal,
    limits: { attemptMs: 30_000, totalMs: 60_000 },
    onRetry: () => undefined,
  });
  const started = performance.now();
  const whole: Keep = (object) => object;
  const lists = await Promise.all(
    KEYS.map(
      async (key) =>
        [
          key,
          (await api.snapshot(LISTS[key], LISTS[key], mode === "judge" ? prune(LISTS[key]) : whole)).items,
        ] as const,
    ),
  );
  let judged = "";
  if (mode === "judge") {
    const at = new Date().toISOString();
    const looks = Object.fromEntries(lists.map(([key, value]) => [key, { ok: true, value, at, tookMs: 0 }])) as Looks;
    const nodes = lists.find(([key]) => key === "nodes")?.[1] ?? [];
    const profile = profileSchema.parse({
      name: "bench",
      kubernetes: { endpoint: api.server },
      nodes: nodes.map(({ metadata }, index) => ({
        name: metadata?.name,
        address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
        role: "control-plane",
      })),
    });
    const verdicts = [everyExpectedNodeIsReady, everyPodRuns, restartsAreRare].map((row) =>
      judge(row, looks, { profile, now: new Date() }),
    );
    judged = verdicts.map(({ id, verdict, examined }) => `${id} ${verdict} of ${examined}`).join(", ");
  }
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(
    `${JSON.stringify({ seconds, requests: api.traffic.total, connections: api.traffic.connections, judged })}\n`,
  );
  await api.close();
  return 0;
}

interface Measure {
  seconds: number;
  peakMb: number;
  detail: string;
}

/** Wall time (the child's own where it tells it) and peak memory, from /proc where there is one. */
async function measured(args: readonly string[], program = process.execPath): Promise<Measure> {
  const started = performance.now();
  const process_ = spawn(program, [...args], { stdio: ["ignore", "pipe", "ignore"] });
  let stdout = "";
  let peakMb = 0;
  process_.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  const status = `/proc/${process_.pid}/status`;
  const timer = setInterval(() => {
    const peak = existsSync(status) ? /VmHWM:\s+(\d+)/.exec(read(status))?.[1] : undefined;
    if (peak !== undefined) peakMb = Math.max(peakMb, Number(peak) / 1024);
  }, 20);
  await new Promise((resolve) => process_.once("close", resolve));
  clearInterval(timer);
  const wall = (performance.now() - started) / 1000;
  const [last = ""] = stdout.trim().split("\n").slice(-1);
  if (program !== process.execPath || !last.startsWith("{")) return { seconds: wall, peakMb, detail: last };
  const { seconds, requests, connections, judged } = JSON.parse(last) as {
    seconds: number;
    requests: number;
    connections: number;
    judged: string;
  };
  return { seconds, peakMb, detail: `${requests} requests, ${connections} connections${judged ? `; ${judged}` : ""}` };
}

const onPath = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // it has ended between two looks
    return "";
  }
}

async function repeat(work: () => Promise<Measure>): Promise<Measure[]> {
  const all: Measure[] = [];
  for (let run = 0; run < RUNS; run += 1) all.push(await work());
  return all;
}

const median = (all: readonly Measure[], key: "seconds" | "peakMb"): number =>
  all.map((one) => one[key]).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0;

const row = (name: string, all: readonly Measure[]): string =>
  `${name.padEnd(44)} ${median(all, "seconds").toFixed(2)} s  ${Math.round(median(all, "peakMb"))} MB  ${all[0]?.detail ?? ""}`;
