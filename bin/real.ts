import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { UsageError } from "../helpers/call/usage-error.ts";
import { root } from "./project.ts";
import { broken, type Outcome } from "./real/broken.ts";
import { capture, type Captured } from "./real/capture.ts";
import { Absent, Refusal, type Cluster } from "./real/cluster.ts";
import type { Fault } from "./real/fault.ts";
import { cleared, release } from "./real/faults/ground.ts";
import { judged } from "./real/judged.ts";
import { kindCluster } from "./real/kind.ts";
import { page } from "./real/page.ts";
import { CommandFailed, programs } from "./real/programs.ts";
import { standingIn, type Standing } from "./real/standing.ts";
import { talosCluster } from "./real/talos.ts";
import { wordsOf } from "../observations/words.ts";

const USAGE = `npm run real -- (--kind <kubeconfig> | --talos <folder>) [--cluster <profile>] [--break [<fault> …] | --capture]
  judges a real, disposable cluster as it stands, and lists what --break would do
  --kind: the cluster that npm run kind:up made; --talos: Talos machines in containers, with the folder that holds their
    talosconfig and kubeconfig, and DOCKER_HOST leading to their daemon; any other cluster is refused
  --cluster: the file of the profile to judge by: for Talos machines that have more than Kubernetes (Cilium, Flux); faults
    of what it names are brought about too
  --break: brings about each fault, or those named, waits until assay names it first, mends, waits until all is as
    before, and writes docs/development/real.md; Ctrl-C mends and ends
  --capture: writes the forms of what such a cluster answers to lab/captures/, by commands that only read; the lab is
    held to them (lab/captures.test.ts). --run <folder> in place of --kind: what a run kept of a cluster that is gone
  Skipped where the parts are not there. Fails when a fault is not named first, or not mended.
`;

/** Breaks real clusters, and holds assay to naming what was broken. */
export async function main(argv: readonly string[]): Promise<number> {
  const kept = mkdtempSync(path.join(tmpdir(), "assay-real-kept-"));
  try {
    const { values, positionals } = callOf(argv);
    if (values.help) return print(USAGE);
    const [word] = positionals;
    if (word !== undefined && !values.break)
      throw new UsageError(`"${word}" belongs to --break, which names faults; see npm run real -- --help`);
    if (values.capture) return await captured(values);
    const cluster = await opened(values, kept);
    return await judgeAndBreak(cluster, values.break ? positionals : undefined);
  } catch (error) {
    if (error instanceof Absent) return print(`the lane on a real cluster was skipped: ${error.message}\n`);
    if (!(error instanceof UsageError || error instanceof Refusal || error instanceof CommandFailed)) throw error;
    process.stderr.write(`real: ${error.message}\n`);
    return error instanceof CommandFailed ? 1 : 2;
  } finally {
    rmSync(kept, { recursive: true, force: true });
  }
}

function callOf(argv: readonly string[]) {
  try {
    const options = {
      kind: { type: "string" },
      talos: { type: "string" },
      break: { type: "boolean" },
      capture: { type: "boolean" },
      run: { type: "string" },
      cluster: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    // its second sentence tells how to escape a dash
    const [said = ""] = wordsOf(error).split(". ");
    throw new UsageError(`${said}; see npm run real -- --help`);
  }
}

async function captured({ kind, talos, run }: Given): Promise<number> {
  if ([kind, talos, run].filter((it) => it !== undefined).length !== 1)
    throw new UsageError("one cluster is captured: --kind, --talos, or --run for a run on kind");
  const { file, failed } = await capture(whichOf({ kind, talos, run }));
  print(`${path.relative(root, file)}\n`);
  if (failed.length > 0) print(`  ended otherwise than with 0: ${failed.join(", ")}\n`);
  return 0;
}

function whichOf({ kind, talos, run }: { [Key in keyof Given]: string | undefined }): Captured {
  if (run !== undefined) return { name: "kind", run };
  if (talos === undefined) return { name: "kind", kubeconfig: path.resolve(kind ?? "") };
  const [kubeconfig, talosconfig] = ["kubeconfig", "talosconfig"].map((name) => path.resolve(talos, name));
  return { name: "talos", kubeconfig: kubeconfig ?? "", talosconfig: talosconfig ?? "" };
}

interface Given {
  kind?: string;
  talos?: string;
  run?: string;
  cluster?: string;
}

function opened({ kind, talos, cluster }: Given, kept: string): Promise<Cluster> {
  if (kind !== undefined && talos !== undefined) throw new UsageError("one cluster at a time: --kind or --talos");
  if (kind !== undefined) return kindCluster(kind, kept, cluster);
  if (talos !== undefined) return talosCluster(talos, kept, cluster);
  throw new Absent("no cluster is given, by --kind or --talos; see npm run real -- --help");
}

/** `names`: the faults to bring about; all where none is named, and `undefined` where the cluster is left alone. */
async function judgeAndBreak(cluster: Cluster, names: readonly string[] | undefined): Promise<number> {
  const faults = chosen(cluster.faults, names ?? []);
  const stopped = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopped.abort());
  const means = {
    programs: programs(cluster.environment),
    judge: () => judged(cluster.judgedBy, cluster.environment, stopped.signal),
    clock: () => performance.now(),
    signal: stopped.signal,
  };
  try {
    if (names !== undefined) await means.programs.run(release);
    const before = standingIn(await means.judge());
    print(`${cluster.title}: ${[...before.checks].join(", ") || "everything holds"}\n`);
    if (names === undefined) return listed(faults);
    const outcomes: Outcome[] = [];
    for (const fault of faults) {
      if (stopped.signal.aborted) break;
      outcomes.push(await broken(fault, before, means));
      tell(outcomes.at(-1));
      write(cluster.title, before, outcomes);
    }
    return outcomes.every(isRight) && !stopped.signal.aborted ? 0 : 1;
  } finally {
    if (names !== undefined) await means.programs.run(cleared);
  }
}

function chosen(faults: readonly Fault[], names: readonly string[]): readonly Fault[] {
  const stranger = names.find((name) => !faults.some((fault) => fault.name === name));
  if (stranger !== undefined)
    throw new UsageError(`no fault "${stranger}"; there are ${faults.map(({ name }) => name).join(", ")}`);
  return names.length === 0 ? faults : faults.filter(({ name }) => names.includes(name));
}

function listed(faults: readonly Fault[]): number {
  for (const { name, what, cause } of faults) print(`  ${name}: ${what} → ${cause.check}\n`);
  return 0;
}

const isRight = ({ redAfterS, greenAfterS }: Outcome): boolean => redAfterS !== undefined && greenAfterS !== undefined;

function tell(outcome: Outcome | undefined): void {
  if (!outcome) return;
  const { fault, cause, says, redAfterS, greenAfterS, before, trouble } = outcome;
  print(
    `${isRight(outcome) ? "✓" : "✗"} ${fault}: red after ${redAfterS ?? "–"} s, green after ${greenAfterS ?? "–"} s\n`,
  );
  print(`    ${cause}: ${says}\n`);
  for (const other of new Set(before)) print(`    told before: ${other}\n`);
  if (trouble !== undefined) print(`    ${trouble}\n`);
}

function write(title: string, { checks }: Standing, outcomes: readonly Outcome[]): void {
  const file = path.join(root, "docs/development/real.md");
  const day = new Date().toISOString().slice(0, 10);
  const old = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, page(old, { title, day, standing: [...checks], outcomes }));
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}
