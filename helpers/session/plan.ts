import type { Profile } from "../../clusters/profile.ts";
import { adviceFor } from "../../criteria/advice.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import type { SourceKey } from "../../observations/observations.ts";
import { parseDuration } from "../../clusters/schema/duration.ts";
import type { DeclaredCheck } from "../../evidence/event.ts";

/** A suite as plain data: its checks in order, each with its patience. */
export interface Suite {
  /** The file's name without its ending: `40-kubernetes`. */
  name: string;
  title: string;
  rows: PlannedCheck[];
}

export interface PlannedCheck {
  criterion: AnyCriterion;
  /** How long the check may take to come true, counted from the start of its suite. */
  patienceMs: number;
}

/** Puts a check into a suite. `within: "5m"` is its patience; without it the check is judged once. */
export function verify(criterion: AnyCriterion, { within = "0s" }: { within?: string } = {}): PlannedCheck {
  const patienceMs = parseDuration(within);
  if (patienceMs === undefined) throw new Error(`${criterion.id}: "${within}" is no duration`);
  return { criterion, patienceMs };
}

export interface Selection {
  suites: readonly string[];
  only: readonly string[];
  patience: number;
}

/** The suites with the checks that a run's options select. */
export function select(suites: readonly Suite[], { suites: names, only, patience }: Selection): Suite[] {
  return suites
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((suite) => ({
      ...suite,
      rows: suite.rows
        .filter(({ criterion }) => only.length === 0 || only.includes(criterion.id))
        .map((row) => ({ ...row, patienceMs: row.patienceMs * patience })),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** The checks as the journal declares them; their advice with what the profile knows of it, where one is given. */
export const declared = (suites: readonly Suite[], profile?: Profile): DeclaredCheck[] =>
  suites.flatMap(({ name, rows }) =>
    rows.map(({ criterion: { id, title, fails, why, serves, restsOn, advice }, patienceMs }) => ({
      id,
      title,
      ...(fails !== undefined && { fails }),
      suite: name,
      why,
      serves: [...serves],
      restsOn: [...restsOn],
      advice: profile ? adviceFor(advice, undefined, profile) : advice,
      patienceMs,
    })),
  );

/** A source, with the relevant checks that need it. */
export interface Wanted {
  key: SourceKey;
  rows: string[];
  /** Those of them that cannot be judged without it. */
  needing: string[];
}

/** The sources that these suites will need, without checks that the profile makes irrelevant. */
export function wantedBy(suites: readonly Suite[], profile: Profile): Wanted[] {
  const rowsOf = new Map<SourceKey, Omit<Wanted, "key">>();
  for (const { criterion } of suites.flatMap(({ rows }) => rows)) {
    if (criterion.irrelevant?.(profile) !== undefined) continue;
    for (const key of [...criterion.needs, ...(criterion.wants ?? [])]) {
      const { rows = [], needing = [] } = rowsOf.get(key) ?? {};
      const needs = criterion.needs.length === 0 || criterion.needs.includes(key) ? [criterion.id] : [];
      rowsOf.set(key, { rows: [...rows, criterion.id], needing: [...needing, ...needs] });
    }
  }
  return [...rowsOf].map(([key, of]) => ({ key, ...of }));
}
