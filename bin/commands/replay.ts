import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { changedSince } from "../../evidence/checksums.ts";
import { OBSERVATIONS } from "../../evidence/earlier-looks.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { NOT_TRUSTED } from "../../evidence/doubts.ts";
import { JOURNAL, openEvidence, runOf, toldIn } from "../../evidence/folder.ts";
import { readJournal } from "../../evidence/journal.ts";
import type { Run } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { catalogue } from "../../helpers/call/catalogue.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { knownChecks, loadProfile } from "../../helpers/call/profile.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { differing, turnsInWords } from "../../helpers/kept/compared.ts";
import { readObservations, type KeptObservations } from "../../helpers/kept/observations.ts";
import { replay as replayOf, type Replay } from "../../helpers/kept/replay.ts";
import { sameCheckout } from "../../helpers/kept/same-checkout.ts";
import { redact } from "../../helpers/redact/redact.ts";
import { withOptions } from "../../helpers/session/run.ts";
import { renderer } from "../../reports/rendered.ts";
import { stampOf } from "../../reports/wording.ts";
import { home, replaysFolder, whereProfileIs } from "../places.ts";
import { clusters, root, suites, version } from "../project.ts";
import { runFolder } from "./run-folder.ts";

/** `assay replay <folder>`: judges again what a run observed, and ends with the exit code of what is judged now. */
export async function replay([given = ""]: readonly string[], flags: Given): Promise<number> {
  const folder = runFolder(given);
  const changed = changedSince(folder, (name) => name === JOURNAL || name.startsWith(`${OBSERVATIONS}/`));
  if (changed.length > 0)
    throw new UsageError(`${changed.join(", ")} in ${given} changed since the run: not judged again`);
  const journal = readJournal(path.join(folder, JOURNAL));
  const kept = readObservations(path.join(folder, OBSERVATIONS));
  const before = runOf(journal);
  if (before.backend === "replay") throw new UsageError(`${given}: is a replay itself: give the folder of the run`);
  const checkout =
    typeof flags.repo === "string"
      ? await sameCheckout(flags.repo, kept, before.repository?.commit)
      : await checkoutHere(before, kept);
  const events = replayOf({
    ...{ events: journal.events, kept, suites, version, of: journal.chain.last },
    ...(typeof flags.cluster === "string" && { other: otherProfile(flags.cluster, kept) }),
    ...(checkout && { checkout }),
  });
  const doubts = toldIn(folder, journal).warnings.filter((warning) => warning.startsWith(NOT_TRUSTED));
  if (doubts.length > 0) throw new UsageError(`${given}: ${doubts.join("; ")}: not judged again`);
  const out = typeof flags.out === "string" ? flags.out : replaysFolder();
  const written = write(events, folder, out);
  process.stdout.write(
    `${inWords(before, written)
      .map((one) => line(one, MOST))
      .join("\n")}\n`,
  );
  return written.run.outcome.exit;
}

/** The checkout that the run judged, where it still lies there as it was. */
async function checkoutHere(
  { repository }: Run,
  kept: KeptObservations,
): Promise<Awaited<ReturnType<typeof sameCheckout>> | undefined> {
  const places = repository ? [process.cwd(), home()].map((base) => path.resolve(base, repository.path)) : [];
  const here = places.find((place) => existsSync(place));
  if (here === undefined) return undefined;
  try {
    return await sameCheckout(here, kept, repository?.commit);
  } catch (error) {
    // it moved on: what it says today judges no run of yesterday
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Another profile, with what the run's call and its cluster said of the run's own. */
function otherProfile(cluster: string, kept: KeptObservations): NonNullable<Replay["other"]> {
  const loaded = loadProfile(whereProfileIs(cluster), root, clusters, knownChecks(catalogue(suites)));
  const profile = withOptions(loaded.profile, kept.options);
  const { budget } = profile;
  const at = kept.profile.budget?.startMark?.at;
  const isMarked = budget && at !== undefined && budget.startMark?.at === undefined;
  return {
    ...{ file: loaded.file, digest: loaded.digest },
    profile: isMarked ? { ...profile, budget: { ...budget, startMark: { ...budget.startMark, at } } } : profile,
  };
}

interface Written {
  run: Run;
  folder: string;
}

/** A whole folder of its own, or none. What was observed is in it, so that its pages lead somewhere. */
function write(events: readonly RunEvent[], from: string, out: string): Written {
  const [first] = events;
  if (first?.event !== "run-started")
    throw new UsageError(`${from}: its ${JOURNAL} has no beginning: not judged again`);
  const evidence = openEvidence(out, first.cluster.name, first.at, renderer, redact);
  try {
    for (const event of events) evidence.journal.write(event);
    for (const name of [OBSERVATIONS, "transcripts"].filter((name) => existsSync(path.join(from, name))))
      cpSync(path.join(from, name), evidence.path(name), { recursive: true });
    const run = runOf(readJournal(evidence.path(JOURNAL)));
    evidence.finish(run);
    return { run, folder: evidence.folder };
  } catch (error) {
    rmSync(evidence.folder, { recursive: true, force: true });
    throw error;
  }
}

/** By the reason, each with its checks. */
const asToldInWords = ({ replayed }: Run): string[] => {
  const all = replayed?.asTold ?? [];
  return [...new Set(all.map(({ why }) => why))].map((reason) => {
    const ids = all.filter(({ why }) => why === reason).map(({ id }) => id);
    return `${ids.length} checks stay as the run told them: ${reason} (${ids.join(", ")})`;
  });
};

const MOST = 2_000;

function inWords(before: Run, { run, folder }: Written): string[] {
  const turns = turnsInWords(before, run);
  const unfinished = run.criteria.filter(({ reason }) => reason?.startsWith("never judged:")).length;
  const differs = differing(before, run);
  const others = differs.length > 3 ? ` and ${differs.length - 3} more` : "";
  const said =
    turns.length > 0
      ? `${turns.length} of ${run.criteria.length} checks say something else than in the run`
      : `verdicts and findings are the run's; in other words: ${differs.slice(0, 3).join(", ")}${others}`;
  return [
    stampOf(run) ?? "",
    ...turns,
    differs.length === 0
      ? `${run.criteria.length} checks: verdicts, findings, diagnosis and timeline are the run's`
      : said,
    ...asToldInWords(run),
    ...(unfinished === 0 ? [] : [`${unfinished} checks were not observed: the run ended before them`]),
    `Report: ${path.join(folder, "report.html")}`,
  ];
}
