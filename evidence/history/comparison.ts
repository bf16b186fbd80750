import type { Finding } from "../../criteria/criterion.ts";
import type { Interval, Timeline } from "../../timeline/timeline.ts";
import type { Run, RunCheck } from "../run.ts";
import type { Turned } from "../since.ts";
import { isSameCluster, wasReached } from "./comparable.ts";
import type { Versions } from "./versions.ts";

/** What differs between two runs. */
export interface Comparison {
  /** Whether both looked at the same cluster; left out where one of them does not say. */
  same?: boolean;
  turned: (Turned & { title: string })[];
  stillFailing: string[];
  findings: { added: FoundBy[]; gone: FoundBy[] };
  causes: { added: string[]; gone: string[] };
  came: string[];
  went: string[];
  /** Durations known in both runs that differ by more than their ends are uncertain. */
  times: Took[];
  versions: { what: string; from: string; to: string }[];
}

export interface FoundBy {
  check: string;
  subject: string;
  expected: string;
  actual: string;
}

export interface Took {
  kind: "bootstrap" | "phase" | "release";
  name: string;
  fromMs: number;
  toMs: number;
}

/** `versions`: what the folders of the two runs say of versions, if they were asked. */
export function compare(earlier: Run, later: Run, versions?: { earlier: Versions; later: Versions }): Comparison {
  const [was, is] = [byId(earlier), byId(later)];
  const both = [...is.values()].flatMap((check) => {
    const before = was.get(check.id);
    return before && wasReached(check) && wasReached(before) ? [{ before, check }] : [];
  });
  const same = isSameCluster(earlier, later);
  const [causesThen, causesNow] = [earlier, later].map(({ diagnosis }) => diagnosis.map(({ cause }) => cause));
  return {
    ...(same !== undefined && { same }),
    turned: both
      .filter(({ before, check }) => before.verdict !== check.verdict)
      .map(({ before, check }) => ({ id: check.id, title: check.title, from: before.verdict, to: check.verdict })),
    stillFailing: both
      .filter(({ before, check }) => before.verdict === "fail" && check.verdict === "fail")
      .map(({ check }) => check.id),
    findings: {
      added: both.flatMap(({ before, check }) => onlyIn(check, before)),
      gone: both.flatMap(({ before, check }) => onlyIn(before, check)),
    },
    causes: {
      added: without(causesNow, causesThen),
      gone: without(causesThen, causesNow).filter((id) => both.some(({ check }) => check.id === id)),
    },
    // what a run was not asked for is neither new nor gone
    came: earlier.outcome.filtered ? [] : without([...is.keys()], [...was.keys()]),
    went: later.outcome.filtered ? [] : without([...was.keys()], [...is.keys()]),
    times: timesOf(earlier.timeline, later.timeline),
    versions: versions ? changesOf(versions.earlier, versions.later) : [],
  };
}

const byId = ({ criteria }: Run): Map<string, RunCheck> => new Map(criteria.map((check) => [check.id, check]));

const without = (ids: readonly string[] = [], others: readonly string[] = []): string[] =>
  ids.filter((id) => !others.includes(id));

/**
 * What one look at a check found and the other did not, though it judged the check and did see the subject. What was
 * seen instead may change from run to run (an age, a count): check, subject, place and expectation make a finding.
 */
function onlyIn(check: RunCheck, other: RunCheck): FoundBy[] {
  if (!JUDGED.has(check.verdict) || !JUDGED.has(other.verdict) || other.troubles !== undefined) return [];
  const known = new Set(other.findings.map(identityOf));
  const unseen = new Set(other.unseen.map(({ subject }) => subject));
  return check.findings
    .filter((finding) => !known.has(identityOf(finding)) && !unseen.has(finding.subject))
    .map(({ subject, expected, actual }) => ({ check: check.id, subject, expected, actual }));
}

const JUDGED: ReadonlySet<string> = new Set(["pass", "fail", "waived"]);

const identityOf = ({ subject, expected, where, differs }: Finding): string =>
  JSON.stringify([subject, expected, where?.file, differs?.key]);

function timesOf(earlier: Timeline | undefined, later: Timeline | undefined): Took[] {
  if (!earlier || !later) return [];
  const bootstrap = took("bootstrap", "bootstrap", spanOf(earlier), spanOf(later));
  const phases = later.phases.flatMap((phase) => {
    const before = earlier.phases.find(({ name }) => name === phase.name);
    return took("phase", phase.name, before && spanOf(before), spanOf(phase));
  });
  const releases = later.intervals.flatMap((interval) => {
    if (interval.kind !== "release") return [];
    const before = earlier.intervals.find(({ kind, name }) => kind === "release" && name === interval.name);
    return took("release", interval.name.replace(/^[^/]*\//, ""), before && spanOf(before), spanOf(interval));
  });
  return [...bootstrap, ...phases, ...releases];
}

/** How long something took, and how far off that may be. */
interface Span {
  tookMs: number;
  doubtMs: number;
}

function spanOf({ start, end }: Partial<Pick<Interval, "start" | "end">>): Span | undefined {
  if (!start || !end) return undefined;
  const tookMs = Date.parse(end.at) - Date.parse(start.at);
  return Number.isNaN(tookMs) ? undefined : { tookMs, doubtMs: start.precisionMs + end.precisionMs };
}

function took(kind: Took["kind"], name: string, from: Span | undefined, to: Span | undefined): Took[] {
  if (!from || !to) return [];
  const differs = Math.abs(to.tookMs - from.tookMs) > Math.max(from.doubtMs, to.doubtMs);
  return differs ? [{ kind, name, fromMs: from.tookMs, toMs: to.tookMs }] : [];
}

/** Versions that both know and that differ. What only one names came or went, where both read its kind. */
function changesOf(earlier: Versions, later: Versions): Comparison["versions"] {
  const names = [...new Set([...Object.keys(earlier.known), ...Object.keys(later.known)])];
  return names.flatMap((what) => {
    const [from, to] = [earlier.known[what], later.known[what]];
    if (from === to) return [];
    const kind = what.split(" ")[0] ?? "";
    if ((from === undefined && !earlier.read.includes(kind)) || (to === undefined && !later.read.includes(kind)))
      return [];
    return [{ what, from: from ?? "none", to: to ?? "none" }];
  });
}
