import type { Profile } from "../clusters/profile.ts";
import type { Side, Where } from "../observations/checkout.ts";
import type { Observations, SourceKey } from "../observations/observations.ts";

/**
 * One thing that must be true of a bootstrapped cluster. Pure: it interprets what was seen and never looks,
 * waits or reads a clock. Its id is its file's path below `criteria/` and never changes, because evidence,
 * waivers and stories refer to it.
 */
export interface Criterion<Need extends SourceKey = SourceKey, Want extends SourceKey = never> {
  id: string;
  /** The fact, as it holds on a healthy cluster. */
  title: string;
  /** What is wrong when it does not hold, in a few words that go before a subject: `Two managers`. */
  fails?: string;
  /** What breaks, or what is believed wrongly, when it does not hold. */
  why: string;
  /** Codes of what asks for it: AC, T, VC of story 1.3, NFR, S. docs/reading-a-report.md says what each stands for. */
  serves: readonly string[];
  /** Sources it judges by; one that is missing or errs makes the check inconclusive without a call. */
  needs: readonly Need[];
  /** Sources that sharpen the judgement where they could be read; `undefined` where they could not. */
  wants?: readonly Want[];
  /** Ids of the checks whose failure explains this one's. */
  restsOn: readonly string[];
  /** What to look at next: commands and sentences, set apart by `; `, with the names of `criteria/advice.ts` in `<…>`. */
  advice: string;
  /** Where nothing was examined: what was looked for, and what to do. It follows `nothing to examine: `. */
  ifNothing?: string;
  /** It names each subject that it examines: a story may ask for a part of it. */
  narrows?: true;
  /** Why the profile makes this check irrelevant; `undefined` when it applies. */
  irrelevant?(profile: Profile): string | undefined;
  examine(observed: Observed<Need, Want>, context: Context): Examination;
}

/** What `examine` may see: exactly the declared sources. */
export type Observed<Need extends SourceKey, Want extends SourceKey = never> = Pick<Observations, Need> &
  Partial<Pick<Observations, Want>>;

export interface Context {
  profile: Profile;
  /** The moment of observation, not of judgement, by the cluster's clock: that of the newest of the check's own sources. */
  now: Date;
  /** The moment that each source tells of, where they are known one by one. */
  moments?: Partial<Record<SourceKey, Date>>;
}

/** The moment that a source tells of: what it lists is as old as it was then, however long others took to read. */
export const momentOf = ({ now, moments }: Context, source: SourceKey): Date => moments?.[source] ?? now;

export interface Examination {
  /** How many subjects were really judged; none is never a pass. */
  examined: number;
  findings: Finding[];
  /** What was judged, named as findings name it: of a check with `narrows`. */
  subjects?: string[];
  /** Subjects that should have been judged and could not be seen: they keep a check from passing. */
  unseen?: Unseen[];
  /**
   * Why what was seen leaves nothing to judge, where the profile could not know: the check then does not apply. It counts
   * only where nothing was examined, found wrong or unseen.
   */
  inapplicable?: string;
  /** What a reader should know though it decides nothing. */
  remarks?: string[];
  /** What is worth mending though it fails nothing: checks that read a repository grade what they see. */
  notices?: Notice[];
}

/** One way in which the fact does not hold. */
export interface Finding {
  /** `kind/name` or `kind/namespace/name`, the way kubectl would take it; `node/<name>` for machines. */
  subject: string;
  expected: string;
  actual: string;
  /** RFC 3339: since when, where the cluster says so. */
  since?: string;
  /** No waiting will mend it (a wrong version, a refused key): the check does not spend its patience. */
  hopeless?: boolean;
  /**
   * Wrong by itself, whatever else is wrong (scaled to 0, suspended): no other check's failure explains it.
   * Default: `hopeless`.
   */
  own?: boolean;
  /** Where it stands in the repository. */
  where?: Where;
  /** Why it breaks a bootstrap, in a sentence. */
  because?: string;
  /** How to mend it, in a sentence. */
  mend?: string;
  /**
   * Two definitions of the subject that should be one and the key in which they are not: reports set them side by side.
   */
  differs?: { key: string; left: Side; right: Side };
  /**
   * What to run next, a command a line. A check says it where its advice and the subject are not enough; else the
   * advice with the subject's names in it.
   */
  next?: string;
}

/**
 * A finding that fails no check. `warning`: it breaks some bootstraps; `information`: worth knowing; `policy`: a house
 * rule, looked at only where the profile asks for it.
 */
export type Notice = Finding & { severity: "warning" | "information" | "policy" };

export interface Unseen {
  subject: string;
  reason: string;
  /** As a finding's. */
  next?: string;
}

/** Gives a literal its types: `needs` and `wants` decide what `examine` can see. */
export const criterion = <const Need extends SourceKey, const Want extends SourceKey = never>(
  it: Criterion<Need, Want>,
): Criterion<Need, Want> => it;

/** Any criterion, whatever it needs: what suites, judges and catalogues handle. */
// eslint-disable-next-line -- method bivariance lets every Criterion<…> be held here
export type AnyCriterion = Omit<Criterion, "examine" | "needs" | "wants"> & {
  needs: readonly SourceKey[];
  wants?: readonly SourceKey[];
  examine(observed: never, context: Context): Examination;
};

/**
 * Judges every subject, and counts them: "nothing to look at" must never read as "all well". `nameOf` names them as
 * findings do.
 */
export function each<Subject>(
  subjects: readonly Subject[],
  judge: (subject: Subject) => Finding | Finding[] | undefined,
  nameOf?: (subject: Subject) => string,
): Examination & { findings: Finding[] } {
  return {
    examined: subjects.length,
    findings: subjects.flatMap((subject) => judge(subject) ?? []),
    ...(nameOf && { subjects: subjects.map(nameOf) }),
  };
}

/** Several examinations of one check as one. */
export function together(...parts: Examination[]): Examination {
  return {
    examined: parts.reduce((sum, part) => sum + part.examined, 0),
    findings: parts.flatMap((part) => part.findings),
    unseen: parts.flatMap((part) => part.unseen ?? []),
    remarks: parts.flatMap((part) => part.remarks ?? []),
    ...(parts.some(({ subjects }) => subjects) && { subjects: parts.flatMap((part) => part.subjects ?? []) }),
    ...(parts.some(({ notices }) => notices) && { notices: parts.flatMap((part) => part.notices ?? []) }),
  };
}
