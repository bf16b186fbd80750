import { readCall, type Call, type Known } from "../helpers/call/call.ts";
import { evidenceCommandsInWords } from "../helpers/call/evidence-commands.ts";
import { help } from "../helpers/call/flags.ts";
import { catalogue, explanation, listing } from "../helpers/call/catalogue.ts";
import { knownChecks, loadProfile, type LoadedProfile } from "../helpers/call/profile.ts";
import { select } from "../helpers/session/plan.ts";
import { prepare } from "../helpers/session/run.ts";
import type { AnySigner } from "../helpers/kept/signed.ts";
import type { RunOptions } from "../helpers/call/options.ts";
import { s3Secrets } from "../helpers/environment.ts";
import { holdSecret } from "../helpers/redact/redact.ts";
import { inClusterOptions } from "../helpers/kube/in-cluster.ts";
import { holdUrls } from "../helpers/notify/notify.ts";
import { ping } from "../helpers/notify/ping.ts";
import { HEALTHY, momentsOf, profileOf, type Scenario } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { endBySignals, interruptions } from "./interruptions.ts";
import { watchedLabFolder } from "./lab-folder.ts";
import { keepGoingWithoutOutput } from "./outputs.ts";
import { leaveBy } from "./leave.ts";
import { ignoreHint, outsBase, runsFolder, whereProfileIs } from "./places.ts";
import { runPrepared } from "./run-prepared.ts";
import { clusters, isInstalled, root, suites, version } from "./project.ts";

/**
 * The whole command: reads the call, runs it, and gives the process's exit code. `early`: signals that came before it
 * could hear them.
 */
export async function main(argv: readonly string[], early: readonly string[]): Promise<number> {
  keepGoingWithoutOutput("assay");
  // libraries raise some errors where nobody can catch them
  process.on("uncaughtException", (error) => leaveBy(error));
  process.on("unhandledRejection", (error) => leaveBy(error));
  try {
    return await perform(readCall(argv, knownNames(), process.env), argv, early);
  } catch (error) {
    // what could not be written may have left others waiting for it
    return leaveBy(error);
  }
}

const knownNames = (): Known => ({
  suites: suites.map(({ name }) => name),
  rows: catalogue(suites).map(({ id }) => id),
  out: runsFolder(),
});

async function perform(call: Call, argv: readonly string[], early: readonly string[]): Promise<number> {
  if (call.what !== "run" && call.what !== "fleet") endBySignals(early);
  switch (call.what) {
    case "help":
      return print(help(evidenceCommandsInWords()));
    case "version":
      return print(version);
    case "explain":
      return print(explanation(suites, call.id, isInstalled ? undefined : root));
    case "init":
    case "begin":
      return (await import("./commands/init.ts")).writeProfile(call);
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

async function judge(call: Call & { what: "run" }, argv: readonly string[], early: readonly string[]): Promise<number> {
  const heard = interruptions(early, leaveAtOnce);
  heard.listen();
  // what is seen of a cluster is for its owner, and so are the lab's keys
  process.umask(0o077);
  const scenario = await scenarioOf(call.options);
  const base = await load(call.options, scenario.cluster);
  const profile = profileOf(scenario, base.profile, new Date());
  const loaded = { ...base, profile: scenario.judgedBy?.(profile) ?? profile };
  if (isInstalled && call.options.backend === "live" && !call.options.drafted) tell(`the profile is ${base.file}`);
  // a key that does not sign is known before anything is judged
  const signer = call.options.sign === undefined ? undefined : await signerFrom(call.options.sign);
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
    for (const secret of s3Secrets()) holdSecret(secret);
    const unheard = await ping(options.ping, "start");
    for (const warning of unheard) tell(warning);
    const hint = ignoreHint(options.out);
    const prepared = await prepare({ options, loaded, suites, root: outsBase(), argv, version });
    tell(hint);
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

/** Beside what a run prints, so that --json stays JSON. */
function tell(text: string | undefined): void {
  if (text !== undefined) process.stderr.write(`assay: ${text}\n`);
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

const signerFrom = async (file: string): Promise<AnySigner> =>
  (await import("../helpers/kept/keys/key.ts")).signerOf(file);

/** `played`: the profile of a scenario, which is none of the caller's. */
async function load(options: RunOptions, played?: string): Promise<LoadedProfile & { costs?: string }> {
  const chosen = catalogue(select(suites, options));
  if (options.drafted && options.repo !== undefined) {
    // it brings the readers of a checkout, which no other call loads in this process
    const { draftedProfile } = await import("../helpers/call/drafted.ts");
    return draftedProfile(options.repo, options.drafted.name, chosen);
  }
  const isOffline = options.follow !== true && chosen.every(({ id }) => id.startsWith("repository/"));
  return loadProfile(
    played ?? whereProfileIs(options.cluster),
    root,
    clusters,
    knownChecks(catalogue(suites)),
    isOffline,
  );
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
