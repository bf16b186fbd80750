import type { Link } from "./link.ts";
import { endsOf } from "./circles.ts";
import {
  isFailed,
  isObject,
  isOfThePast,
  isOpen,
  statementsOf,
  type CheckOutcome,
  type Statement,
} from "./statements.ts";

/** What a check says, and what it goes back to. */
export interface Explained {
  statement: Statement;
  /** The statements that nothing explains, at the ends of its chains: itself where it is one. */
  roots: readonly Statement[];
}

/**
 * Everything that does not hold, each finding by itself, in the order of the checks. A finding is explained by
 *
 * - the findings that links lead to: through the objects that both speak of;
 * - without a link and without an object of its own, the checks that its check rests on;
 * - where it could not be judged: what blocked it, or whoever has the same trouble first.
 *
 * Never by what is waived or unjudged, where it is a failure itself; never by the past, where it is of the present.
 */
export function explain(checks: readonly CheckOutcome[], links: readonly Link[]): Explained[] {
  const told = tellingOf(checks, links);
  const { statements } = told;
  // after the statements one node for each check: it stands for all that the check says
  const next = [
    ...statements.map((statement, index) => explainersOf(statement, told).filter((node) => node !== index)),
    ...checks.map(({ id }) => told.of.get(id) ?? []),
  ];
  const ends = endsOf(next);
  return statements.map((statement, index) => ({
    statement,
    roots: (ends[index] ?? []).flatMap((end) => statements[end] ?? []),
  }));
}

/** What was told, ready to be looked up. Nodes are places in `statements`; behind them come the checks. */
interface Telling {
  checks: readonly CheckOutcome[];
  byId: ReadonlyMap<string, CheckOutcome>;
  statements: readonly Statement[];
  of: ReadonlyMap<string, readonly number[]>;
  links: ReadonlyMap<string, readonly Link[]>;
  /** By what kept something from being judged: the first that it kept. */
  firstWith: ReadonlyMap<string, number>;
}

function tellingOf(checks: readonly CheckOutcome[], links: readonly Link[]): Telling {
  const statements = checks.flatMap(statementsOf);
  const of = new Map<string, number[]>();
  const firstWith = new Map<string, number>();
  for (const [index, { check, finding, troubles }] of statements.entries()) {
    const before = of.get(check);
    if (before) before.push(index);
    else of.set(check, [index]);
    if (finding === undefined)
      for (const trouble of troubles) if (!firstWith.has(trouble)) firstWith.set(trouble, index);
  }
  return {
    ...{ checks, statements, of, firstWith },
    byId: new Map(checks.map((check) => [check.id, check])),
    links: byRow(links),
  };
}

function byRow(links: readonly Link[]): Map<string, Link[]> {
  const found = new Map<string, Link[]>();
  for (const link of links) {
    const known = found.get(link.row);
    if (known) known.push(link);
    else found.set(link.row, [link]);
  }
  return found;
}

function explainersOf(statement: Statement, told: Telling): number[] {
  const check = told.byId.get(statement.check);
  if (!check) return [];
  const blocker = told.byId.get(check.judgement?.blockedBy ?? "");
  if (blocker && (isFailed(blocker) || isOpen(blocker))) return [nodeOf(blocker, told)];
  const linked = (told.links.get(check.id) ?? []).flatMap((link) => targetsOf(link, statement, told));
  if (linked.length > 0) return linked;
  const resting = isToldByLinks(check, statement) ? [] : nearest(check, statement, told);
  if (resting.length > 0 || statement.finding) return resting;
  return sameTrouble(check, statement, told);
}

const nodeOf = (check: CheckOutcome, { checks, statements }: Telling): number =>
  statements.length + checks.indexOf(check);

/** The statements that a link leads to from this one. */
function targetsOf({ subject, explainedBy, by }: Link, statement: Statement, told: Telling): number[] {
  const explainer = told.byId.get(explainedBy);
  if (!explainer || (subject !== undefined && subject !== statement.subject)) return [];
  if (!mayExplain(explainer, statement)) return [];
  // a check explains itself only where the link says by which of its findings
  if (by === undefined) return explainedBy === statement.check ? [] : [nodeOf(explainer, told)];
  if (explainedBy === statement.check && by === statement.subject) return [];
  return (told.of.get(explainedBy) ?? []).filter((index) => told.statements[index]?.subject === by);
}

/** Not knowing explains nothing but not knowing, what is excused nothing at all, and the past nothing of the present. */
function mayExplain(explainer: CheckOutcome, { check, finding }: Statement): boolean {
  if (isOfThePast(explainer.id) && !isOfThePast(check)) return false;
  return isFailed(explainer) || (finding === undefined && isOpen(explainer));
}

/**
 * Of what speaks of an object only links tell, of what is wrong by itself too; and so of what was read in a checkout:
 * it waits for nothing.
 */
function isToldByLinks({ id, judgement }: CheckOutcome, { subject, finding }: Statement): boolean {
  if (id.startsWith("repository/")) return (judgement?.troubles ?? []).every(({ source }) => source !== "repository");
  if (finding && (finding.own ?? finding.hopeless)) return true;
  return isObject(subject) && !(finding === undefined && isOfThePast(id));
}

/** Which tool is missing the trouble of a source says itself, and its link leads there. */
const TOOLS = "prerequisites/tools-are-installed";

/** Down the chain of `restsOn`, past checks that were not judged, up to the first that do not hold. */
function nearest(check: CheckOutcome, statement: Statement, told: Telling): number[] {
  const found = new Set<CheckOutcome>();
  const visited = new Set([check.id]);
  const queue = [...check.restsOn];
  // what is measured of the past, only the past explains
  const isMeasured = statement.finding?.hopeless ?? false;
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (visited.has(id)) continue;
    visited.add(id);
    const other = told.byId.get(id);
    if (!other || other.judgement?.verdict === "pass") continue;
    // a link the other way round is better evidence than the general rule
    const isTurned = told.links.get(id)?.some(({ explainedBy }) => explainedBy === check.id) ?? false;
    if (id !== TOOLS && mayExplain(other, statement) && !isTurned && !(isMeasured && !isOfThePast(id)))
      found.add(other);
    if (!isFailed(other)) queue.push(...other.restsOn);
  }
  const failures = [...found].filter(isFailed);
  return (failures.length > 0 ? failures : [...found]).map((other) => nodeOf(other, told));
}

/** One source or subject that could not be read leaves many checks unjudged: the first of them stands for all. */
function sameTrouble({ id }: CheckOutcome, { troubles, reason }: Statement, told: Telling): number[] {
  return [...troubles, ...(reason === undefined ? [] : [reason])].flatMap((trouble) => {
    const first = told.firstWith.get(trouble);
    const other = told.byId.get(told.statements[first ?? -1]?.check ?? "");
    return first === undefined || !other || other.id === id || other.restsOn.includes(id) ? [] : [first];
  });
}
