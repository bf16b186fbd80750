import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { createVitest } from "vitest/node";
import { readCall, type Call } from "../helpers/call/call.ts";
import { evidenceCommandsInWords } from "../helpers/call/evidence-commands.ts";
import { help } from "../helpers/call/flags.ts";
import { endedBy } from "../helpers/call/ended.ts";
import { catalogue, explanation, listing } from "../helpers/call/catalogue.ts";
import { gitHubStepSummary, gitHubWorkspace, onGitHubActions } from "../helpers/environment.ts";
import type { InitOptions } from "../helpers/call/init.ts";
import { loadProfile, type LoadedProfile } from "../helpers/call/profile.ts";
import { select } from "../helpers/session/plan.ts";
import { progress, type Progress } from "../helpers/session/progress.ts";
import { prepare, type Prepared } from "../helpers/session/run.ts";
import type { RunOptions } from "../helpers/call/options.ts";
import { vitestOptions } from "../helpers/session/vitest.ts";
import { allureReporter } from "../reports/ci/allure.ts";
import type { RunEvent } from "../evidence/event.ts";
import { annotations, type Checkout } from "../reports/ci/github.ts";
import { stepSummary } from "../reports/ci/summary.ts";
import type { Run } from "../evidence/run.ts";
import { HEALTHY, momentsOf, profileOf, type Scenario } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { clusters, root, suiteFile, suites, version } from "./project.ts";

/** The whole command: reads the call, runs it, and gives the process's exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const known = { suites: suites.map(({ name }) => name), rows: catalogue(suites).map(({ id }) => id) };
    return await perform(readCall(argv, known, process.env), argv);
  } catch (error) {
    const { text, exit } = endedBy("assay", error);
    process.stderr.write(text);
    return exit;
  }
}

async function perform(call: Call, argv: readonly string[]): Promise<number> {
  switch (call.what) {
    case "help":
      return print(help(evidenceCommandsInWords()));
    case "version":
      return print(version);
    case "explain":
      return print(explanation(suites, call.id, root));
    case "init":
      return init(call.options);
    case "list":
      return print(listing(suites, call.options, (await load(call.options)).profile, call.json));
    case "evidence":
      return (await import("./commands/commands.ts")).performOnEvidence(call);
    case "scenarios":
      return print((await import("./scenarios.ts")).scenarioListing());
    case "run":
      return judge(call, argv);
  }
}

/** The profile goes to its file or to standard output; what people should know beside it. */
async function init(options: InitOptions): Promise<number> {
  const { initProfile } = await import("../helpers/call/init.ts");
  const { text, message } = await initProfile(options, root, catalogue(suites));
  if (text === undefined) return print(message);
  process.stdout.write(text);
  process.stderr.write(`${message}\n`);
  return 0;
}

async function judge(call: Call & { what: "run" }, argv: readonly string[]): Promise<number> {
  const scenario = await scenarioOf(call.options);
  const base = await load({ ...call.options, cluster: scenario.cluster ?? call.options.cluster });
  const profile = profileOf(scenario, base.profile, new Date());
  const loaded = { ...base, profile: scenario.judgedBy?.(profile) ?? profile };
  const lab = call.options.backend === "lab" ? await startLab(profile, scenario) : undefined;
  try {
    Object.assign(process.env, lab?.environment);
    // a world that stands still is judged once: patience changes nothing
    const isStill = call.options.scenario !== undefined && momentsOf(scenario).length === 0;
    const patience = isStill && !call.patienceGiven ? 0 : call.options.patience;
    // a lab that is followed plays a scenario that nobody named
    const played = {
      ...(scenario !== HEALTHY && { scenario: scenario.name }),
      ...(scenario.follow && { follow: true }),
    };
    const options = { ...call.options, ...lab?.options, ...played, patience };
    const prepared = await prepare({ options, loaded, suites, root, argv, version: version });
    const exit = await runPrepared(prepared, call.json);
    if (base.costs !== undefined) (call.json ? process.stderr : process.stdout).write(`${base.costs}\n`);
    return exit;
  } finally {
    lab?.dispose();
  }
}

/** With --follow the lab plays a bootstrap, unless another scenario is named. */
async function scenarioOf({ scenario, follow, backend }: RunOptions): Promise<Scenario> {
  const name = scenario ?? (follow && backend === "lab" ? "bootstraps-before-your-eyes" : undefined);
  return name === undefined ? HEALTHY : (await import("./scenarios.ts")).scenarioNamed(name);
}

/** Follows the bootstrap where --follow asks for it, runs the suites, shows what happens, and always closes the run. */
async function runPrepared(prepared: Prepared, json: boolean): Promise<number> {
  const output = progress({ out: json ? process.stderr : process.stdout, suites: prepared.suites });
  let interrupted = 0;
  let stop = (): void => undefined;
  // vitest's own handler exits after a second: the report would be lost
  const interrupt = (): void => {
    interrupted += 1;
    if (interrupted > 1) process.exit(130);
    output.interrupted();
    stop();
  };
  const listen = (): void => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.removeAllListeners(signal);
      process.on(signal, interrupt);
    }
  };
  let refused = false;
  if (prepared.workerInput.options.follow) {
    listen();
    refused = await refusedAfterFollowing(prepared, output, (abort) => (stop = abort));
  }
  if (interrupted === 0 && !refused) await runSuites(prepared, output, (cancel) => (stop = cancel), listen);
  const { run, warnings } = prepared.finish(interrupted > 0);
  const summarised = summarise(run);
  output.conclude(run, prepared.evidence.folder, [...warnings, ...summarised], annotated(run, prepared));
  if (json) process.stdout.write(readFileSync(prepared.evidence.path("run.json"), "utf8"));
  return run.outcome.exit;
}

/** Under GitHub Actions the lines that it shows as annotations. */
function annotated(run: Run, { workerInput }: Prepared): string[] {
  return onGitHubActions() ? annotations(run, belowWorkspace(workerInput.profile.repository)) : [];
}

/** Writes the summary of the job where GitHub Actions asks for one. What kept it from being written is a warning. */
function summarise(run: Run): string[] {
  const file = gitHubStepSummary();
  if (file === undefined) return [];
  try {
    appendFileSync(file, stepSummary(run));
    return [];
  } catch (error) {
    return [`the summary of the job could not be written: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/**
 * Watches until the bootstrap is over. Returns true where the run ends here: another cluster answers than the profile
 * names, or a file that leads to the cluster is wrong or missing.
 */
async function refusedAfterFollowing(
  { workerInput, evidence, wrongFiles }: Prepared,
  output: Progress,
  onStop: (abort: () => void) => void,
): Promise<boolean> {
  const stopped = new AbortController();
  onStop(() => stopped.abort());
  const record = (event: RunEvent): void => output.show(evidence.journal.write(event));
  const { profile, options } = workerInput;
  // it brings the client of the API, which no other call loads in this process
  const { followBootstrap } = await import("../helpers/follow/bootstrap.ts");
  const { refusalInWords } = await import("../criteria/derive/standing.ts");
  const end = await followBootstrap({ profile, options, record, signal: stopped.signal });
  if (end === "interrupted") return false;
  const message = typeof end === "object" ? refusalInWords(end.refused) : await wrongFiles();
  if (message !== undefined) record({ event: "run-refused", at: new Date().toISOString(), message });
  return message !== undefined;
}

async function runSuites(
  prepared: Prepared,
  output: Progress,
  onStop: (cancel: () => void) => void,
  listen: () => void,
): Promise<void> {
  const config = vitestOptions(root, prepared.workerInput.plan.map(suiteFile), prepared.workerInput, [
    output.reporter,
    allureReporter(prepared.evidence.folder),
  ]);
  const vitest = await createVitest("test", { ...config, config: false });
  onStop(() => void vitest.cancelCurrentRun("keyboard-input"));
  listen();
  await vitest.start();
  await vitest.close();
}

/** The checkout as GitHub names its files: by the workspace. */
function belowWorkspace(checkout: string | undefined): Checkout {
  const workspace = gitHubWorkspace();
  if (workspace === undefined || checkout === undefined) return { folder: "" };
  const folder = path.relative(workspace, path.resolve(checkout)).split(path.sep).join("/");
  return folder === ".." || folder.startsWith("../") ? "elsewhere" : { folder };
}

async function load(options: RunOptions): Promise<LoadedProfile & { costs?: string }> {
  const ids = catalogue(suites).map(({ id }) => id);
  const chosen = catalogue(select(suites, options));
  if (options.drafted && options.repo !== undefined) {
    // it brings the readers of a checkout, which no other call loads in this process
    const { draftedProfile } = await import("../helpers/call/drafted.ts");
    return draftedProfile(options.repo, options.drafted.name, chosen);
  }
  const isOffline = options.follow !== true && chosen.every(({ id }) => id.startsWith("repository/"));
  return loadProfile(options.cluster, root, clusters, ids, isOffline);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
