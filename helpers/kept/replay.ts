import type { Profile } from "../../clusters/profile.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { advised } from "../../criteria/advice.ts";
import { judge, unjudged, type Judgement } from "../../criteria/judge.ts";
import type { Link } from "../../diagnosis/link.ts";
import type { CheckFinished, Replayed, RunEvent, RunStarted } from "../../evidence/event.ts";
import type { Observations, SourceKey, SourceResult, SourceResults } from "../../observations/observations.ts";
import { contextOf, sourcesOf } from "../observe/freshness.ts";
import type { LookNumbers } from "../observe/looks.ts";
import { ending } from "../session/ending.ts";
import type { LedgerEntry } from "../session/ledger.ts";
import { declared, type Suite } from "../session/plan.ts";
import { passedOf, rowsAgain } from "../session/steadiness.ts";
import { explain } from "../session/verify.ts";
import type { KeptObservations } from "./observations.ts";

export interface Replay {
  /** The journal of the run. */
  events: readonly RunEvent[];
  kept: KeptObservations;
  /** Today's suites. */
  suites: readonly Suite[];
  /** What it is judged by, where that is not what the run was judged by. */
  other?: { profile: Profile; file: string; digest: string };
  /** The checkout that the run judged, read again: it is not kept, because it may hold secrets. */
  checkout?: Observations["repository"];
  /** The version of assay that judges. */
  version: string;
  /** The hash of the last line of the run's journal. */
  of: string;
}

/**
 * The journal of a run as it would be, had today's checks judged what it observed. What was not judged by anything seen
 * (not asked, refused, interrupted) and what a checkout says stay as the run told them.
 */
export function replay(input: Replay): RunEvent[] {
  const { events, kept, other } = input;
  const profile = other?.profile ?? kept.profile;
  const suites = suitesOf(input);
  const judged = judgedAnew(input, suites, profile);
  const at = events.findLast(({ event }) => event === "links")?.at ?? events.at(-1)?.at ?? "";
  const told = ending({
    ...{ ledger: judged.ledger, results: judged.results, profile, at },
    plan: suites.map(({ name }) => name),
  });
  const known = new Set(suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion.id)));
  const before = new Set(events.flatMap((event) => (event.event === "row-finished" ? [event.id] : [])));
  const added = [...judged.finished.values()].filter(({ id }) => !before.has(id));
  return withAdded(events, added, suites).flatMap((event): RunEvent[] => {
    if ("id" in event && !known.has(event.id)) return [];
    if (event.event === "run-started") return [startedAnew(event, input, suites, profile, judged)];
    if (event.event === "timeline") return told.filter((it) => it.event === "timeline");
    if (event.event === "links") return [{ ...event, links: linksOf(told, event.links, judged.carried) }];
    if (event.event !== "row-finished") return [event];
    // asked again at the end, by the profile of that time
    if (event.again) return other ? [] : [event];
    const { judgement } = judged.finished.get(event.id) ?? event;
    return [{ ...event, judgement }];
  });
}

/** Today's suites with the checks of the run, and with those that it could not know. */
function suitesOf({ events, suites, kept }: Replay): Suite[] {
  const started = startOf(events);
  const ran = new Set(started?.rows.map(({ id }) => id));
  const known = new Set([...ran, ...(started?.leftOut ?? [])]);
  const isWhole = started?.filtered !== true;
  return suites
    .map((suite) => ({
      ...suite,
      rows: suite.rows
        .filter(({ criterion: { id } }) => ran.has(id) || (isWhole && !known.has(id)))
        .map((row) => ({ ...row, patienceMs: row.patienceMs * kept.options.patience })),
    }))
    .filter(({ rows }) => rows.length > 0);
}

interface JudgedAnew {
  ledger: Map<string, LedgerEntry>;
  finished: Map<string, CheckFinished>;
  /** Ids of the checks that stay as the run told them. */
  carried: Set<string>;
  /** Those of them that were judged by something that is not kept. */
  asTold: NonNullable<Replayed["asTold"]>;
  /** Everything that was seen. */
  results: SourceResults;
}

function judgedAnew(input: Replay, suites: readonly Suite[], profile: Profile): JudgedAnew {
  const { events, kept, checkout } = input;
  const told = new Map<string, CheckFinished>();
  for (const event of events) if (event.event === "row-finished" && !event.again) told.set(event.id, event);
  const looks = looksIn(kept, checkout);
  const declared = new Set(startOf(events)?.rows.map(({ id }) => id));
  const anew: JudgedAnew = {
    ...{ ledger: new Map(), finished: new Map(), carried: new Set(), asTold: [] },
    results: looks(kept.last),
  };

  for (const { name, rows } of suites) {
    for (const { criterion } of rows) {
      const before = told.get(criterion.id);
      const judgement = judgementOn(criterion, before?.judgement);
      if (!judgement) anew.carried.add(criterion.id);
      if (!judgement && before) anew.asTold.push(...whyAsTold(criterion, kept));
      const explained = judgement && advised(explain(criterion, judgement, anew.ledger), criterion.advice, profile);
      const final = explained ?? before?.judgement;
      // never judged: the fold says so
      if (!final) continue;
      anew.ledger.set(criterion.id, { criterion, judgement: final, suite: name });
      anew.finished.set(criterion.id, { ...(before ?? neverAsked(criterion.id, name, events)), judgement: final });
    }
  }
  return anew;

  /** `undefined`: it stays as the run told it. */
  function judgementOn(criterion: AnyCriterion, before: Judgement | undefined): Judgement | undefined {
    // what a run was killed before is not judged by what it saw for others
    if (!before && declared.has(criterion.id)) return undefined;
    const isIrrelevant = criterion.irrelevant?.(profile) !== undefined;
    if (isIrrelevant) return judge(criterion, {}, contextOf(profile, anew.results));
    const keys = sourcesOf(criterion);
    if (keys.includes("repository") && !checkout)
      return before
        ? undefined
        : unjudged(criterion, "the checkout is not kept: give the one that was judged with --repo");
    const wasIrrelevant = before?.verdict === "not-applicable";
    const numbers = kept.checks[criterion.id] ?? (before && !wasIrrelevant ? undefined : kept.last);
    if (!numbers) return undefined;
    const own = looks(only(keys, numbers));
    const steadiness = keys.includes("steadiness") ? steadinessAnew(own.steadiness) : undefined;
    if (steadiness) {
      own.steadiness = steadiness;
      anew.results.steadiness = steadiness;
    }
    return judge(criterion, own, contextOf(profile, own));
  }

  /** What today's checks say of what was seen after the steady window. */
  function steadinessAnew(look: SourceResults["steadiness"]): SourceResults["steadiness"] {
    if (!look?.ok || !kept.again) return look;
    const seen = looks(kept.again);
    const rows = passedOf([...anew.ledger.values()]).flatMap((criterion) => {
      if (anew.carried.has(criterion.id)) return look.value.rows.find(({ id }) => id === criterion.id) ?? [];
      return sourcesOf(criterion).some((key) => seen[key]) ? rowsAgain([criterion], seen, profile) : [];
    });
    return { ...look, value: { ...look.value, rows } };
  }
}

/** Why a check is not judged again; nothing where the run did not judge it by anything seen either. */
function whyAsTold(criterion: AnyCriterion, { checks, hasEnded }: KeptObservations): JudgedAnew["asTold"] {
  const { id } = criterion;
  if (sourcesOf(criterion).includes("repository"))
    return [{ id, why: "its checkout is not kept, because it may hold secrets; --repo gives it" }];
  return hasEnded || checks[id] ? [] : [{ id, why: "the run was killed before what judged it was kept" }];
}

/** Checks that the run did not know end their suites; a suite that it did not know comes after all others. */
function withAdded(events: readonly RunEvent[], added: readonly CheckFinished[], suites: readonly Suite[]): RunEvent[] {
  const finishedOf = (name: string, at: string): RunEvent[] =>
    added
      .filter(({ suite }) => suite === name)
      .flatMap((event): RunEvent[] => [
        { event: "row-started", at, id: event.id, suite: name, patienceMs: 0 },
        { at, ...event },
      ]);
  const known = new Set(events.flatMap((event) => (event.event === "suite-finished" ? [event.suite] : [])));
  const end = events.findIndex(({ event }) => event === "links" || event === "run-finished");
  const place = end < 0 ? events.length : end;
  const at = events[place]?.at ?? events.at(-1)?.at ?? "";
  const others = suites.flatMap(({ name, title, rows }): RunEvent[] => {
    const finished = known.has(name) ? [] : finishedOf(name, at);
    if (finished.length === 0) return [];
    return [
      { event: "suite-started", at, suite: name, title, rows: rows.length },
      ...finished,
      { event: "suite-finished", at, suite: name },
    ];
  });
  return [...events.slice(0, place), ...others, ...events.slice(place)].flatMap((event) =>
    event.event === "suite-finished" && known.has(event.suite)
      ? [...finishedOf(event.suite, event.at), event]
      : [event],
  );
}

/** For a check that the run did not know. */
const neverAsked = (id: string, suite: string, events: readonly RunEvent[]): Omit<CheckFinished, "judgement"> => ({
  ...{ event: "row-finished", id, suite, attempts: 1, tookMs: 0, evidence: [] },
  startedAt: events[0]?.at ?? "",
});

/** Gives looks by their numbers. Without its checkout, a look at the repository is none. */
function looksIn(kept: KeptObservations, checkout: Replay["checkout"]): (numbers: LookNumbers) => SourceResults {
  return (numbers) =>
    Object.fromEntries(
      (Object.entries(numbers) as [SourceKey, number][]).flatMap(([key, number]) => {
        const look: SourceResult<unknown> | undefined = kept.looks[key]?.[number];
        if (!look || key !== "repository" || !look.ok) return look ? [[key, look]] : [];
        return checkout ? [[key, { ...look, value: checkout }]] : [];
      }),
    );
}

const only = (keys: readonly SourceKey[], numbers: LookNumbers): LookNumbers =>
  Object.fromEntries(keys.flatMap((key) => (numbers[key] === undefined ? [] : [[key, numbers[key]]])));

/** Links of what stays as it was told stay too. */
function linksOf(told: readonly RunEvent[], before: readonly Link[], carried: ReadonlySet<string>): Link[] {
  const anew = told.flatMap((event) => (event.event === "links" ? event.links : []));
  const known = new Set(anew.map(nameOf));
  return [...anew, ...before.filter((link) => carried.has(link.row) && !known.has(nameOf(link)))];
}

const nameOf = ({ row, subject, explainedBy, by }: Link): string => [row, subject, explainedBy, by].join("\n");

function startedAnew(
  event: RunStarted & { at: string },
  { other, version, of }: Replay,
  suites: Suite[],
  profile: Profile,
  { asTold }: JudgedAnew,
) {
  const { tool, cluster } = event;
  return {
    ...event,
    backend: "replay" as const,
    tool: { ...tool, version },
    ...(other && { cluster: { ...cluster, profile: other.file, profileDigest: other.digest } }),
    rows: declared(suites, profile),
    stories: profile.stories,
    replayed: {
      ...{ of, version: tool.version, profileDigest: cluster.profileDigest },
      ...(asTold.length > 0 && { asTold }),
    },
  };
}

const startOf = (events: readonly RunEvent[]) => events.find((event) => event.event === "run-started");
