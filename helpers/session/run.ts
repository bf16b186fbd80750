import { existsSync } from "node:fs";
import path from "node:path";
import type { OpenProfile, Profile } from "../../clusters/profile.ts";
import { diagnose } from "../../diagnosis/diagnosis.ts";
import { renderer } from "../../reports/rendered.ts";
import { JOURNAL, openEvidence, runOf, type Evidence } from "../../evidence/folder.ts";
import { fold } from "../../evidence/fold.ts";
import { earlierThan } from "../../evidence/history/stored.ts";
import { sinceEarlier } from "../../evidence/history/since-earlier.ts";
import { readJournal } from "../../evidence/journal.ts";
import type { Run } from "../../evidence/run.ts";
import { UsageError } from "../call/usage-error.ts";
import { now } from "../wait/clock.ts";
import { commands } from "../command.ts";
import { wrongFiles } from "../observe/files/local.ts";
import { commitOf } from "../observe/files/git.ts";
import { wrongCheckout } from "../observe/files/checkout.ts";
import type { RunOptions } from "../call/options.ts";
import type { JudgingOptions } from "../observe/saved.ts";
import { declared, select, wantedBy, type Suite } from "./plan.ts";
import type { LoadedProfile } from "../call/profile.ts";
import { redact } from "../redact/redact.ts";
import type { WorkerInput } from "./worker-input.ts";
import { wordsOf } from "../../observations/words.ts";

/** A run that has begun: its folder exists, and its journal has the first event. */
export interface Prepared {
  workerInput: WorkerInput;
  evidence: Evidence;
  suites: Suite[];
  /** What is wrong with the kubeconfig or talosconfig, in a sentence. */
  wrongFiles(): Promise<string | undefined>;
  /** Folds the journal, writes all reports and returns the run. Later calls return the same. */
  finish(interrupted: boolean): { run: Run; warnings: string[] };
}

export interface RunInput {
  options: RunOptions;
  loaded: LoadedProfile;
  suites: readonly Suite[];
  root: string;
  argv: readonly string[];
  version: string;
}

/** Finds what can be wrong before anything is asked, and opens the run's folder. Throws UsageError. */
export async function prepare({ options, loaded, suites, root, argv, version }: RunInput): Promise<Prepared> {
  const profile = withOptions(loaded.profile, options);
  const selected = select(suites, options);
  if (selected.length === 0)
    throw new UsageError("no check is left to judge: --suite and --only name checks of different suites");
  const wanted = wantedBy(selected, profile);
  // a checkout named by the call must be there; one named by the profile only if a check needs it
  if (options.repo !== undefined || wanted.some(({ key }) => key === "repository")) refuseCheckout(options, profile);
  const startedAt = now().toISOString();
  const evidence = openEvidence(path.resolve(root, options.out), profile.name, startedAt, renderer, redact);
  const repository = await repositoryOf(options, profile, evidence.folder);
  evidence.journal.write({
    event: "run-started",
    at: startedAt,
    schema: "assay/run/v1",
    tool: { name: "assay", version },
    backend: options.backend,
    cluster: {
      name: profile.name,
      server: serverOf(profile),
      profile: loaded.file,
      profileDigest: loaded.digest,
    },
    ...(repository && { repository }),
    argv: [...argv],
    rows: declared(selected, profile),
    stories: profile.stories,
    filtered: options.suites.length > 0 || options.only.length > 0,
    leftOut: leftOutOf(suites, selected),
    ...(options.scenario !== undefined && { scenario: options.scenario }),
  });
  const keys = wanted.map(({ key }) => key);
  // with --follow the bootstrap may still have to write these files
  const problem = options.follow ? undefined : await wrongFiles(options, profile, keys);
  if (problem !== undefined) {
    evidence.journal.write({ event: "run-refused", at: now().toISOString(), message: problem });
    throw new UsageError(problem);
  }

  let finished: { run: Run; warnings: string[] } | undefined;
  return {
    suites: selected,
    evidence,
    wrongFiles: () => wrongFiles(options, profile, keys),
    workerInput: {
      options,
      profile,
      folder: evidence.folder,
      plan: selected.map(({ name }) => name),
      wanted,
    },
    finish(interrupted) {
      if (finished) return finished;
      const { events } = readJournal(evidence.path(JOURNAL));
      const finish = { event: "run-finished" as const, at: now().toISOString(), interrupted };
      comparedWithEarlier(fold([...events, finish], { diagnose }), evidence, finish.at);
      evidence.journal.write(finish);
      const run = runOf(readJournal(evidence.path(JOURNAL)));
      finished = { run, ...evidence.finish(run) };
      return finished;
    },
  };
}

/** Writes down what a run says against the last one. What keeps it from being known is a warning, never a verdict. */
function comparedWithEarlier(run: Run, { folder, journal }: Evidence, at: string): void {
  try {
    const since = sinceEarlier(run, earlierThan(folder));
    if (since) journal.write({ event: "compared", at, since });
  } catch (error) {
    const why = wordsOf(error);
    journal.write({ event: "warning", at, message: `not compared with the last run: ${why}` });
  }
}

/** Of a profile for checks of the repository alone it may be open. */
const serverOf = ({ kubernetes }: OpenProfile): string => kubernetes.endpoint ?? "";

/** Options override the profile. */
export function withOptions(profile: Profile, options: Omit<JudgingOptions, "patience">): Profile {
  const kubernetes = { ...profile.kubernetes, ...(options.endpoint && { endpoint: options.endpoint }) };
  const budget =
    profile.budget && options.startedAt
      ? { ...profile.budget, startMark: { ...profile.budget.startMark, at: options.startedAt } }
      : profile.budget;
  const cilium = profile.cilium && {
    ...profile.cilium,
    connectivity: { ...profile.cilium.connectivity, ...(options.connectivity && { scope: options.connectivity }) },
  };
  return {
    ...profile,
    kubernetes,
    ...(options.endpoint && { written: { endpoint: profile.kubernetes.endpoint } }),
    ...(options.repo !== undefined && { repository: options.repo }),
    ...(budget && { budget }),
    ...(cilium && { cilium }),
  };
}

function leftOutOf(all: readonly Suite[], selected: readonly Suite[]): string[] {
  const kept = new Set(declared(selected).map(({ id }) => id));
  return declared(all).flatMap(({ id }) => (kept.has(id) ? [] : [id]));
}

/**
 * Throws where the checkout cannot be one: with a wrong path every check of the repository suite would fail to read it.
 */
function refuseCheckout(options: RunOptions, profile: Profile): void {
  const named = options.repo ?? profile.repository;
  const problem = named === undefined ? undefined : wrongCheckout(named);
  if (problem === undefined) return;
  const by = options.repo === undefined ? "repository of the profile" : "--repo";
  throw new UsageError(`${by} ${named}: ${problem}; give the checkout of the GitOps repository`);
}

async function repositoryOf(
  options: RunOptions,
  profile: Profile,
  folder: string,
): Promise<{ path: string; commit: string; dirty: boolean } | undefined> {
  const repository = options.repo ?? profile.repository;
  if (repository === undefined || !existsSync(repository)) return undefined;
  const { run } = commands({ folder, onFinished: () => undefined });
  const found = await commitOf(repository, run);
  return found && { path: repository, ...found };
}
