import { readFileSync } from "node:fs";
import path from "node:path";
import { readCall, type Call, type Known } from "../helpers/call/call.ts";
import { evidenceCommandsInWords } from "../helpers/call/evidence-commands.ts";
import { help } from "../helpers/call/flags.ts";
import { endedBy } from "../helpers/call/ended.ts";
import { catalogue, explanation, listing } from "../helpers/call/catalogue.ts";
import { gitHubWorkspace, onGitHubActions } from "../helpers/environment.ts";
import type { InitOptions } from "../helpers/call/init.ts";
import { knownChecks, loadProfile, type LoadedProfile } from "../helpers/call/profile.ts";
import { select } from "../helpers/session/plan.ts";
import { progress, type Progress } from "../helpers/session/progress.ts";
import { prepare, type Prepared } from "../helpers/session/run.ts";
import { UsageError } from "../helpers/call/usage-error.ts";
import type { Signer } from "../helpers/kept/keys/signer.ts";
import type { RunOptions } from "../helpers/call/options.ts";
import { inClusterOptions } from "../helpers/kube/in-cluster.ts";
import { holdUrls, notify } from "../helpers/notify/notify.ts";
import { ping } from "../helpers/notify/ping.ts";
import type { RunEvent } from "../evidence/event.ts";
import { annotations, type Checkout } from "../reports/ci/github.ts";
import { stepSummary } from "../reports/ci/summary.ts";
import { prune } from "../evidence/history/prune.ts";
import type { Run } from "../evidence/run.ts";
import { messageOf } from "../reports/messages/message.ts";
import { HEALTHY, momentsOf, profileOf, type Scenario } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { endBySignals, interruptions, type Interruptions } from "./interruptions.ts";
import { watchedLabFolder } from "./lab-folder.ts";
import { measured, reported, summarise } from "./left-elsewhere.ts";
import { keepGoingWithoutOutput } from "./outputs.ts";
import { clusters, root, suites, version } from "./project.ts";

/**
 * The whole command: reads the call, runs it, and gives the process's exit code. `early`: signals that came before it
 * could hear them.
 */
export async function main(argv: readonly string[], early: readonly string[]): Promise<number> {
  keepGoingWithoutOutput("assay");
  try {
    return await perform(readCall(argv, knownNames(), process.env), argv, early);
  } catch (error) {
    const { text, exit } = endedBy("assay", error);
    process.stderr.write(text);
    // what could not be written may have left others waiting for it
    process.exit(exit);
  }
}

const knownNames = (): Known => ({
  suites: suites.map(({ name }) => name),
  rows: catalogue(suites).map(({ id }) => id),
});

async function perform(call: Call, argv: readonly string[], early: readonly string[]): Promise<number> {
  if (call.what !== "run" && call.what !== "fleet") endBySignals(early);
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
    case "fleet":
      return judgeSeveral(call, early);
    case "run":
      return judge(call, argv, early);
  }
}

async function judgeSeveral(call: Call & { what: "fleet" }, early: readonly string[]): Promise<number> {
  const heard = interruptions(early, leaveAtOnce);
  heard.listen();
  process.umask(0o077);
  const { judgeFleet } = await import("./fleet.ts");
  const nameOf = async (cluster: string): Promise<string> => {
    const one = readCall([...call.flags, `--cluster=${cluster}`], knownNames(), {});
    return one.what === "run" ? (await load(one.options)).profile.name : cluster;
  };
  const [script = ""] = process.argv.slice(1);
  return judgeFleet({ call, heard, program: [process.execPath, ...process.execArgv, script], nameOf });
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

async function judge(call: Call & { what: "run" }, argv: readonly string[], early: readonly string[]): Promise<number> {
  const heard = interruptions(early, leaveAtOnce);
  heard.listen();
  // what is seen of a cluster is for its owner, and so are the lab's keys
  process.umask(0o077);
  const scenario = await scenarioOf(call.options);
  const base = await load({ ...call.options, cluster: scenario.cluster ?? call.options.cluster });
  const profile = profileOf(scenario, base.profile, new Date());
  const loaded = { ...base, profile: scenario.judgedBy?.(profile) ?? profile };
  const lab = call.options.backend === "lab" ? await startLab(profile, scenario, watchedLabFolder()) : undefined;
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
    const inCluster = inClusterOptions(call.options, profile);
    const options = { ...call.options, ...inCluster, ...lab?.options, ...played, patience };
    holdUrls(profile.notify, options.ping);
    // a key that does not sign is known before anything is judged
    const signer = options.sign === undefined ? undefined : await signerFrom(options.sign);
    const unheard = await ping(options.ping, "start");
    for (const warning of unheard) process.stderr.write(`assay: ${warning}\n`);
    const prepared = await prepare({ options, loaded, suites, root, argv, version: version });
    // what the draft lacks comes first: the last line is the verdict
    if (base.costs !== undefined) (call.json ? process.stderr : process.stdout).write(`${base.costs}\n\n`);
    return await runPrepared(prepared, heard, { json: call.json, signer });
  } catch (error) {
    await ping(call.options.ping, "fail", "the run ended before it judged anything");
    throw error;
  } finally {
    lab?.dispose();
  }
}

/** By the second signal: the journal stays as far as it got. */
function leaveAtOnce(): never {
  process.stderr.write("assay: left at once; `assay report <folder>` tells what was seen until then\n");
  process.exit(3);
}

/** With --follow the lab plays a bootstrap, unless another scenario is named. */
async function scenarioOf({ scenario, follow, backend }: RunOptions): Promise<Scenario> {
  const name = scenario ?? (follow && backend === "lab" ? "bootstraps-before-your-eyes" : undefined);
  return name === undefined ? HEALTHY : (await import("./scenarios.ts")).scenarioNamed(name);
}

/** Follows the bootstrap where --follow asks for it, runs the suites, shows what happens, and always closes the run. */
async function runPrepared(
  prepared: Prepared,
  heard: Interruptions,
  { json, signer }: { json: boolean; signer: Signer | undefined },
): Promise<number> {
  const output = progress({ out: json ? process.stderr : process.stdout, suites: prepared.suites });
  let refused = false;
  if (prepared.workerInput.options.follow) refused = await refusedAfterFollowing(prepared, output, heard);
  // vitest takes longer to load than anything else, and only a run needs it
  const { runSuites } = await import("./run-suites.ts");
  if (!heard.isInterrupted() && !refused) await runSuites(prepared, output, heard);
  const { run, warnings } = prepared.finish(heard.isInterrupted());
  const told = [
    ...warnings,
    ...summarise(stepSummary(run)),
    ...(await signed(prepared, run, signer)),
    ...measured(prepared),
    ...pruned(prepared),
    ...(await announced(run, prepared)),
    ...(await reported(run, prepared)),
  ];
  output.conclude(run, prepared.evidence.folder, told, annotated(run, prepared));
  if (json) process.stdout.write(readFileSync(prepared.evidence.path("run.json"), "utf8"));
  return run.outcome.exit;
}

const signerFrom = async (file: string): Promise<Signer> =>
  (await import("../helpers/kept/keys/key.ts")).signerOf(file);

/** Signs what the run left; what kept it from being signed is a warning, because the verdict stands. */
async function signed({ evidence }: Prepared, run: Run, signer: Signer | undefined): Promise<string[]> {
  if (!signer) return [];
  try {
    const { signFolder } = await import("../helpers/kept/signature.ts");
    await signFolder(evidence.folder, run, signer);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return [`the evidence is not signed: ${error.message}`];
  }
}

/** Under GitHub Actions the lines that it shows as annotations. */
function annotated(run: Run, { workerInput }: Prepared): string[] {
  return onGitHubActions() ? annotations(run, belowWorkspace(workerInput.profile.repository)) : [];
}

/** Tells whom the profile and --ping name. Whom it could not tell is a warning. */
async function announced(run: Run, { workerInput }: Prepared): Promise<string[]> {
  const { profile, options } = workerInput;
  if (profile.notify.length === 0 && options.ping === undefined) return [];
  const sign = run.outcome.exit === 0 ? "success" : "fail";
  try {
    const all = await Promise.all([notify(profile, run), ping(options.ping, sign, messageOf(run).title)]);
    return all.flat();
  } catch (error) {
    // whatever it is, the run's verdict stands
    return [`nobody was told of this run's end: ${error instanceof Error ? error.name : "an error"}`];
  }
}

/** Removes older runs that passed, where --keep asks for it. What could not be removed is a warning. */
function pruned({ workerInput, evidence }: Prepared): string[] {
  const { keep } = workerInput.options;
  return keep === undefined ? [] : prune(path.dirname(evidence.folder), keep, Date.now()).warnings;
}

/**
 * Watches until the bootstrap is over. Returns true where the run ends here: another cluster answers than the profile
 * names, or a file that leads to the cluster is wrong or missing.
 */
async function refusedAfterFollowing(
  { workerInput, evidence, wrongFiles }: Prepared,
  output: Progress,
  heard: Interruptions,
): Promise<boolean> {
  const stopped = new AbortController();
  heard.onInterrupt(() => {
    output.interrupted();
    stopped.abort();
  });
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

/** The checkout as GitHub names its files: by the workspace. */
function belowWorkspace(checkout: string | undefined): Checkout {
  const workspace = gitHubWorkspace();
  if (workspace === undefined || checkout === undefined) return { folder: "" };
  const folder = path.relative(workspace, path.resolve(checkout)).split(path.sep).join("/");
  return folder === ".." || folder.startsWith("../") ? "elsewhere" : { folder };
}

async function load(options: RunOptions): Promise<LoadedProfile & { costs?: string }> {
  const chosen = catalogue(select(suites, options));
  if (options.drafted && options.repo !== undefined) {
    // it brings the readers of a checkout, which no other call loads in this process
    const { draftedProfile } = await import("../helpers/call/drafted.ts");
    return draftedProfile(options.repo, options.drafted.name, chosen);
  }
  const isOffline = options.follow !== true && chosen.every(({ id }) => id.startsWith("repository/"));
  return loadProfile(options.cluster, root, clusters, knownChecks(catalogue(suites)), isOffline);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
