import { IDENTITY } from "../clusters/schema/waivers.ts";
import { isAbout } from "../clusters/notation/subject-pattern.ts";
import type { AnyCriterion, Context, Examination, Finding, Notice, Unseen } from "./criterion.ts";
import type { SourceResults, Observations, SourceKey } from "../observations/observations.ts";
import type { Trouble } from "../observations/trouble.ts";

/**
 * pass · fail (some finding) · inconclusive (a source missing or erring, a subject unseen, nothing examined, the
 * judge threw, or blocked by another check) · not-applicable (the profile or what was seen says why) · waived (a fail that the profile
 * excuses until a date; it makes the run partial).
 */
export type Verdict = "pass" | "fail" | "inconclusive" | "not-applicable" | "waived";

export interface Judgement {
  id: string;
  verdict: Verdict;
  examined: number;
  findings: Finding[];
  unseen: Unseen[];
  remarks: string[];
  /** What is worth mending though it fails nothing; left out where the check grades nothing. */
  notices?: Notice[];
  /** How many of the subjects that stories ask for were examined. Left out where no story asks for a part. */
  narrowed?: { only: string[]; examined: number }[];
  /** Why it is inconclusive or not applicable; for a waiver, who excused it and until when. */
  reason?: string;
  /** The check that keeps this one from being judged. */
  blockedBy?: string;
  /** Sources that were missing or erred, and how. */
  troubles: { source: SourceKey; trouble: Trouble }[];
}

/**
 * The verdict on one criterion. Order matters: trouble with a needed source comes before any call of the judge;
 * findings count though other subjects went unseen; nothing examined comes last.
 */
export function judge(criterion: AnyCriterion, results: SourceResults, context: Context): Judgement {
  const irrelevant = criterion.irrelevant?.(context.profile);
  if (irrelevant !== undefined) return judgement(criterion, "not-applicable", { reason: irrelevant });

  const troubles = troublesOf(criterion, results);
  const needed = troubles.filter(({ source }) => criterion.needs.includes(source));
  if (needed.length > 0) {
    const reason = needed.map(({ source, trouble }) => `${source}: ${trouble.message}`).join("; ");
    return judgement(criterion, "inconclusive", { reason, troubles });
  }

  let examination: Examination;
  try {
    examination = criterion.examine(
      seenIn(results, [...criterion.needs, ...(criterion.wants ?? [])]) as never,
      context,
    );
  } catch (error) {
    return judgement(criterion, "inconclusive", { reason: `the judge threw: ${String(error)}`, troubles });
  }
  const judged = { ...fromExamination(criterion, withTroubles(examination, troubles)), troubles };
  return waive({ ...judged, ...partsOf(criterion, examination, context) }, context);
}

/** A check that was not judged because of another. */
export const blocked = (criterion: AnyCriterion, by: string, reason = `blocked by ${by}`): Judgement => ({
  ...judgement(criterion, "inconclusive", { reason }),
  blockedBy: by,
});

/** A check that was not judged: interrupted, filtered by trouble, never reached. */
export const unjudged = (criterion: AnyCriterion, reason: string): Judgement =>
  judgement(criterion, "inconclusive", { reason });

/** The parts of a check that the profile's stories ask for. What the check does not name was not examined. */
function partsOf({ id }: AnyCriterion, { subjects = [] }: Examination, { profile }: Context) {
  const asked = profile.stories.flatMap(({ criteria }) =>
    criteria.flatMap(({ rows }) =>
      rows.flatMap((row) => (typeof row === "object" && row.check === id ? [row.only] : [])),
    ),
  );
  const parts = [...new Map(asked.map((only) => [JSON.stringify(only), only])).values()].map((only) => ({
    only,
    examined: subjects.filter((subject) => isAbout(only, subject)).length,
  }));
  return parts.length > 0 ? { narrowed: parts } : {};
}

/** What went unseen with a whole source says why, in the source's own words. */
function withTroubles(examination: Examination, troubles: Judgement["troubles"]): Examination {
  const unseen = examination.unseen?.map((it): Unseen => {
    const known = troubles.find(({ source }) => source === it.subject);
    return known ? { ...it, reason: `${it.reason}: ${known.trouble.message}` } : it;
  });
  return { ...examination, ...(unseen && { unseen }) };
}

function fromExamination(criterion: AnyCriterion, examination: Examination): Judgement {
  const { examined, findings, unseen = [], remarks = [], notices, inapplicable } = examination;
  const parts = { examined, findings, unseen, remarks, ...(notices && { notices }) };
  if (findings.length > 0) return judgement(criterion, "fail", parts);
  if (unseen.length > 0) return judgement(criterion, "inconclusive", { ...parts, reason: unseenInWords(unseen) });
  if (examined === 0 && inapplicable !== undefined) {
    return judgement(criterion, "not-applicable", { remarks, reason: inapplicable });
  }
  if (examined === 0) {
    const { ifNothing } = criterion;
    const reason = `nothing to examine${ifNothing === undefined ? "" : `: ${ifNothing}`}`;
    return judgement(criterion, "inconclusive", { ...parts, reason });
  }
  return judgement(criterion, "pass", parts);
}

function judgement(criterion: AnyCriterion, verdict: Verdict, parts: Partial<Judgement>): Judgement {
  return { id: criterion.id, verdict, examined: 0, findings: [], unseen: [], remarks: [], troubles: [], ...parts };
}

function troublesOf(criterion: AnyCriterion, results: SourceResults): Judgement["troubles"] {
  return [...criterion.needs, ...(criterion.wants ?? [])].flatMap((source) => {
    const look = results[source];
    if (look === undefined) return [{ source, trouble: { kind: "not-looked" as const, message: "was not looked at" } }];
    return look.ok ? [] : [{ source, trouble: look.trouble }];
  });
}

/** What was seen of these sources, by default of all that were looked at; what could not be read is left out. */
export function seenIn(results: SourceResults, sources = Object.keys(results) as SourceKey[]): Partial<Observations> {
  return Object.fromEntries(
    sources.flatMap((source) => {
      const look = results[source];
      return look?.ok ? [[source, look.value]] : [];
    }),
  );
}

/**
 * A fail is waived when unexpired waivers of the profile cover each of its findings. They excuse what was found, not
 * what nobody saw: a subject that went unseen and is not waived itself leaves the check open.
 */
function waive(judged: Judgement, { profile, now }: Context): Judgement {
  // the loader of profiles refuses such a waiver: a profile that came another way has none either
  if (judged.verdict !== "fail" || judged.id === IDENTITY) return judged;
  const waivers = profile.waivers.filter(({ row, until }) => row === judged.id && Date.parse(until) > now.getTime());
  const waiversOf = ({ subject }: { subject: string }) =>
    waivers.filter((waiver) => waiver.subject === undefined || waiver.subject === subject).slice(0, 1);
  const covering = judged.findings.flatMap(waiversOf);
  if (covering.length < judged.findings.length) return judged;
  const reason = [...new Set(covering)]
    .map((waiver) => `waived by ${waiver.owner} until ${waiver.until}: ${waiver.reason}`)
    .join("; ");
  const open = judged.unseen.filter((unseen) => waiversOf(unseen).length === 0);
  if (open.length === 0) return { ...judged, verdict: "waived", reason };
  const excused = judged.findings.map(({ subject, actual }) => `${subject}: ${actual}`);
  const remarks = [...judged.remarks, `${excused.join("; ")}; ${reason}`];
  return { ...judged, verdict: "inconclusive", findings: [], remarks, reason: unseenInWords(open) };
}

const unseenInWords = (unseen: readonly Unseen[]): string =>
  unseen.map(({ subject, reason }) => `${subject}: ${reason}`).join("; ");
