import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import nothingMoves from "../../criteria/workloads/nothing-moves.ts";
import { judge, unjudged } from "../../criteria/judge.ts";
import type { SourceResults, Observations, SourceKey } from "../../observations/observations.ts";
import type { ApiClient } from "../kube/client.ts";
import { monotonicMs, now, sleep } from "../wait/clock.ts";
import { wait } from "../wait/wait.ts";
import { troubleOf } from "../trouble.ts";
import { contextOf, isLate, sourcesOf, STILL } from "../observe/freshness.ts";
import type { Gatherer } from "../observe/gather.ts";
import type { LedgerEntry } from "./ledger.ts";

interface Window {
  profile: Profile;
  api: ApiClient;
  signal: AbortSignal;
  /** Gets what was seen after it. */
  seen(results: SourceResults): void;
}

/** After the steady window, judges again what had passed, with fresh observations. */
export async function judgedAgain(
  gather: Gatherer,
  entries: readonly LedgerEntry[],
  { profile, api, signal, seen }: Window,
): Promise<Observations["steadiness"]> {
  const windowMs = profile.workloads.steadyFor;
  const silences = await listened(api, windowMs, signal);
  const passed = passedOf(entries);
  const results = await lookAgain(
    gather,
    [...new Set(passed.flatMap(sourcesOf))].filter((key) => !isLate(key)),
  );
  seen(results);
  return { windowMs, silences, rows: rowsAgain(passed, results, profile) };
}

/** The checks that are judged again: what had passed and does not take minutes. */
export const passedOf = (entries: readonly LedgerEntry[]): AnyCriterion[] =>
  entries.flatMap(({ criterion, judgement }) =>
    judgement.verdict === "pass" && !criterion.needs.some(isLate) ? [criterion] : [],
  );

/** What these checks say of what was seen after the window. */
export const rowsAgain = (
  passed: readonly AnyCriterion[],
  results: SourceResults,
  profile: Profile,
): Observations["steadiness"]["rows"] =>
  passed.map((criterion) => {
    const own = resultsOf(criterion, results);
    const { verdict, findings, reason } = judge(criterion, own, contextOf(profile, own));
    const said = findings.map(({ subject, actual }) => `${subject}: ${actual}`);
    return { id: criterion.id, verdict, findings: reason ? [...said, reason] : said };
  });

const BEAT_MS = 2_000;
/** A request that gets lost is asked again sooner: so long a silence is the server's. */
const SILENT_MS = 12_000;

type Silences = NonNullable<Observations["steadiness"]["silences"]>;

/** Listens to the API server for the length of the window: what reads its lists at both ends hears nothing between. */
async function listened(api: ApiClient, windowMs: number, signal: AbortSignal): Promise<Silences> {
  const silences: Silences = [];
  const deadlineMs = monotonicMs() + windowMs;
  let heard = { ms: monotonicMs(), at: now().toISOString() };
  let why = "";
  const silence = (to?: string): void => {
    const ms = monotonicMs() - heard.ms;
    if (ms > SILENT_MS) silences.push({ from: heard.at, ...(to !== undefined && { to }), ms, why });
  };
  await wait({
    deadlineMs,
    signal,
    mayWait: () => true,
    judge: async () => {
      const trouble = await troubleWith(api);
      if (trouble !== undefined) why = trouble;
      else {
        silence(now().toISOString());
        heard = { ms: monotonicMs(), at: now().toISOString() };
        why = "it answered late";
      }
      return unjudged(nothingMoves, "the window is not over");
    },
    changed: () => sleep(Math.max(0, Math.min(BEAT_MS, deadlineMs - monotonicMs())), signal),
    onAttempt: () => undefined,
  });
  silence();
  return silences;
}

/** Why the server is not there or not ready; what it refuses it answers. */
async function troubleWith(api: ApiClient): Promise<string | undefined> {
  try {
    const { status, body } = await api.text("/readyz");
    return status < 500 ? undefined : `GET /readyz answered ${status}: ${body.trim().slice(0, 200)}`;
  } catch (error) {
    return troubleOf(error).message;
  }
}

const resultsOf = (criterion: AnyCriterion, results: SourceResults): SourceResults =>
  Object.fromEntries(sourcesOf(criterion).flatMap((key) => (results[key] ? [[key, results[key]]] : [])));

/** Reads the sources again, except those that do not change within minutes. */
async function lookAgain(gather: Gatherer, keys: readonly SourceKey[]): Promise<SourceResults> {
  const still = keys.filter((key) => STILL.includes(key));
  const moving = keys.filter((key) => !STILL.includes(key));
  return { ...(await gather.look(still, Number.POSITIVE_INFINITY)), ...(await gather.look(moving, 0)) };
}
