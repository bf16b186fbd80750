import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { asksForHelp } from "../helpers/call/flags.ts";
import { profileSchema, type Profile } from "../clusters/profile.ts";
import { judge } from "../criteria/judge.ts";
import type { SourceResults } from "../observations/observations.ts";
import everyExpectedNodeIsReady from "../criteria/kubernetes/every-expected-node-is-ready.ts";
import everyPodRuns from "../criteria/workloads/every-pod-runs.ts";
import restartsAreRare from "../criteria/workloads/restarts-are-rare.ts";
import { apiClient, type Keep } from "../helpers/kube/client.ts";
import { connect } from "../helpers/kube/connection.ts";
import { LISTS, type ListKey } from "../helpers/observe/api/lists.ts";
import { prune } from "../helpers/observe/api/prune.ts";
import { HEALTHY, type Scenario } from "../lab/scenario.ts";
import { crowded, evidence } from "./bench/evidence.ts";
import { checkouts } from "./bench/checkouts.ts";
import { largeLists } from "./bench/large-lists.ts";
import { redaction } from "./bench/redaction.ts";
import { measured, median, middle, onPath, repeat, row, RUNS } from "./bench/measure.ts";
import { profiles } from "./profiles.ts";
import { root, suites } from "./project.ts";
import { openStage } from "./prove/stage.ts";

const KEYS: ListKey[] = ["pods", "nodes", "nodeLeases", "namespaces", "deployments", "daemonSets"];

const USAGE = `npm run bench [-- --kubeconfig <path of a large cluster's>]
  measures start, checkouts and scenarios, and with a kubeconfig assay's client beside the official one
`;

/** `npm run bench [-- --kubeconfig <path>]`: figures side by side in one run; machines are noisy, ratios less so. */
export async function main(argv: readonly string[]): Promise<number> {
  if (asksForHelp(argv)) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [flag, file, mode] = argv;
  if (mode !== undefined && file !== undefined) return child(file, mode);
  if (flag !== undefined && (flag !== "--kubeconfig" || file === undefined)) {
    process.stderr.write(`bench: unknown words "${argv.join(" ")}"\n${USAGE}`);
    return 2;
  }
  const out = mkdtempSync(path.join(tmpdir(), "assay-bench-"));
  try {
    const lab = await repeat(() => measured([path.join(root, "bin/assay.mjs"), "--out", out]));
    process.stdout.write(`${row("npm test on the lab, start to verdict", lab)}\n`);
    const latest = path.join(out, "lab/latest");
    for (const command of ["verify", "replay"]) {
      const args = [path.join(root, "bin/assay.mjs"), command, latest, ...(command === "replay" ? ["--out", out] : [])];
      process.stdout.write(`${row(`assay ${command} on that run`, await repeat(() => measured(args)))}\n`);
    }
    await checkouts();
    await largeLists();
    redaction();
    await scenarios(median(lab, "seconds"));
    if (file !== undefined) await compared(path.resolve(file));
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return 0;
}

/** What a scenario costs in process, and how that grows with the cluster: ratios beside three nodes. `runs`: seconds. */
async function scenarios(runs: number): Promise<void> {
  const stage = openStage(profiles, suites);
  const seconds = async (count: number): Promise<number> => {
    const scenario: Scenario = { ...HEALTHY, profile: (lab) => withNodes(lab, count) };
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const started = performance.now();
      await stage.play(scenario);
      times.push((performance.now() - started) / 1000);
    }
    return middle(times);
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
  const looked = await stage.look(HEALTHY);
  await evidence("3 nodes", looked, runs);
  await evidence("10,000 pods", crowded(looked, 10_000));
  stage.dispose();
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
    const results = Object.fromEntries(
      lists.map(([key, value]) => [key, { ok: true, value, at, tookMs: 0 }]),
    ) as SourceResults;
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
      judge(row, results, { profile, now: new Date() }),
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
