import type { Judgement } from "../criteria/judge.ts";
import { evidenceOf, type Evidence } from "./evidence.ts";
import { explain, type Explained } from "./explain.ts";
import type { Link } from "./link.ts";
import { isOfThePast, type CheckOutcome } from "./statements.ts";

/** Causes first: each with the checks that fell because of it. */
export type Diagnosis = Cause[];

export interface Cause {
  /** Id of the check that names the cause. */
  cause: string;
  title: string;
  /** The finding that says it best, of those that nothing explains. */
  evidence?: Evidence;
  advice: string;
  /** Ids of the checks that fell with it, and are no cause themselves. */
  consequences: string[];
  /** What else it explains: findings of checks that are causes themselves, for the rest of theirs. */
  partly?: { check: string; subjects: string[] }[];
}

type Catalogue = readonly { id: string; title: string; restsOn: readonly string[]; advice: string }[];

/**
 * Orders what did not pass: causes, each with what fell with it. A check is a cause where something that it found has no
 * explanation ({@link explain}), a consequence where all of it has. What a waiver excuses is neither a cause nor why
 * anything else is wrong. Failures come before what could not be judged, those of the present before those of the past,
 * and among them the cause of the most.
 */
export function diagnose(
  judgements: readonly Judgement[],
  catalogue: Catalogue,
  links: readonly Link[] = [],
): Diagnosis {
  const checks = outcomesOf(judgements, catalogue);
  const explained = explain(checks, links);
  const excused = new Set(checks.flatMap(({ id, judgement }) => (judgement?.verdict === "waived" ? [id] : [])));
  const own = explained.filter(isRoot).filter(({ statement }) => !excused.has(statement.check));
  const causes = new Set(own.map(({ statement }) => statement.check));
  return checks
    .flatMap(({ id, judgement }) => (judgement && causes.has(id) ? [judgement] : []))
    .map((judgement) => {
      const { id } = judgement;
      const entry = catalogue.find((check) => check.id === id);
      const findings = own.flatMap(({ statement: { check, finding } }) => (check === id && finding ? [finding] : []));
      const evidence = evidenceOf(judgement, findings);
      const fell = explained.filter(({ statement, roots }) => {
        return statement.check !== id && roots.some(({ check }) => check === id);
      });
      const cause: Cause = {
        cause: id,
        title: entry?.title ?? id,
        ...(evidence && { evidence }),
        advice: entry?.advice ?? "",
        consequences: [...new Set(fell.map(({ statement }) => statement.check))].filter((check) => !causes.has(check)),
        ...partlyOf(fell.filter(({ statement }) => causes.has(statement.check))),
      };
      return { cause, rank: rankOf(judgement) };
    })
    .toSorted((a, b) => a.rank - b.rank || weightOf(b.cause) - weightOf(a.cause))
    .map(({ cause }) => cause);
}

/** The cause under which a check is folded; `undefined` for a cause itself and for a check that holds. */
export function consequenceOf(id: string, diagnosis: Diagnosis): string | undefined {
  if (diagnosis.some(({ cause }) => cause === id)) return undefined;
  return diagnosis.find(({ consequences }) => consequences.includes(id))?.cause;
}

const isRoot = ({ statement, roots }: Explained): boolean => roots.includes(statement);

/** In the order of the catalogue, which is the order of the suites; checks that it does not name come last. */
function outcomesOf(
  judgements: readonly Judgement[],
  catalogue: readonly { id: string; restsOn: readonly string[] }[],
): CheckOutcome[] {
  const known = catalogue.map(({ id, restsOn }) => ({ id, restsOn }));
  const unknown = judgements.filter(({ id }) => !known.some((check) => check.id === id));
  return [...known, ...unknown.map(({ id }) => ({ id, restsOn: [] }))].map((check) => {
    const judgement = judgements.find(({ id }) => id === check.id);
    return { ...check, ...(judgement && { judgement }) };
  });
}

function partlyOf(fell: readonly Explained[]): Pick<Cause, "partly"> {
  const ids = [...new Set(fell.map(({ statement }) => statement.check))];
  const partly = ids.map((check) => ({
    check,
    subjects: [...new Set(fell.flatMap(({ statement: it }) => (it.check === check ? (it.subject ?? []) : [])))],
  }));
  return partly.length > 0 ? { partly } : {};
}

/** What is wrong now, then what went wrong in the past, then what could not be judged. */
const rankOf = ({ id, verdict }: Judgement): number => (verdict === "inconclusive" ? 2 : isOfThePast(id) ? 1 : 0);

const weightOf = ({ consequences, partly = [] }: Cause): number => consequences.length + partly.length;
