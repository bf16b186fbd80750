import type { Judgement } from "../criteria/judge.ts";

/**
 * What one finding says about another row, beyond `restsOn`: the pod stands on the node that is NotReady, the
 * Kustomization waits for the one that failed. Where links say which findings of `row` the row `explainedBy` explains,
 * they are all that it explains of it: what they leave out needs another cause, or is one.
 */
export interface Link {
  /** The row that fell. */
  row: string;
  /** The subject of its finding; left out: all of the row. */
  subject?: string;
  explainedBy: string;
  /** For people: "w1 is NotReady". */
  because: string;
}

export interface CheckOutcome {
  id: string;
  restsOn: readonly string[];
  /** `undefined` for a row that this run left out. */
  judgement?: Judgement;
}

/** By id of each row that does not hold: the ids of its root causes; none where it is one itself. */
export function explain(rows: readonly CheckOutcome[], links: readonly Link[]): Map<string, string[]> {
  const graph = new Map(rows.filter(isDown).map((row) => [row.id, explainersOf(row, rows, links)]));
  const roots = new Map<string, string[]>();
  for (const id of graph.keys()) roots.set(id, rootsOf(id, graph, [...graph.keys()]));
  return roots;
}

const isDown = ({ judgement }: CheckOutcome): boolean =>
  judgement !== undefined && ["fail", "waived", "inconclusive"].includes(judgement.verdict);

const isFailed = ({ judgement }: CheckOutcome): boolean =>
  judgement?.verdict === "fail" || judgement?.verdict === "waived";

/** The nearest rows that explain this one; none where something about it is left that no other row explains. */
function explainersOf(
  row: CheckOutcome,
  rows: readonly CheckOutcome[],
  links: readonly Link[],
  asking: readonly string[] = [],
): string[] {
  const { judgement } = row;
  if (!judgement) return [];
  const find = (id: string) => rows.find((other) => other.id === id);
  if (judgement.blockedBy !== undefined) {
    const blocker = find(judgement.blockedBy);
    if (blocker && isDown(blocker)) return [blocker.id];
  }
  const linked = links.filter((link) => link.row === row.id && isUsable(find(link.explainedBy), row));
  const resting = (isToldByLinks(row) ? [] : nearest(row, rows))
    // A link the other way round is better evidence than the general rule.
    .filter((id) => !links.some((link) => link.row === id && link.explainedBy === row.id))
    .filter((id) => !linked.some(({ explainedBy }) => explainedBy === id))
    .filter((id) => explainsOwn(row, find(id)))
    .filter((id) => !addsNothing(id, linked, { rows, links, asking: [...asking, row.id] }));
  const whole = linked.filter(({ subject }) => subject === undefined);
  const leftOver = judgement.findings.filter(({ subject }) => !linked.some((link) => link.subject === subject));
  const isOwn = resting.length === 0 && whole.length === 0 && (leftOver.length > 0 || linked.length === 0);
  if (!isOwn) return [...new Set([...resting, ...linked.map(({ explainedBy }) => explainedBy)])];
  return isFailed(row) ? [] : sameTrouble(row, rows);
}

/**
 * What stands in a checkout waits for nothing, and two faults of one file may have nothing to do with each other: of a
 * row that could read it only links tell the cause.
 */
const isToldByLinks = ({ id, judgement }: CheckOutcome): boolean =>
  id.startsWith("repository/") && (judgement?.troubles ?? []).every(({ source }) => source !== "repository");

/**
 * A row that is down only because of rows whose links say which findings they explain here explains no more of them
 * than those.
 */
function addsNothing(
  id: string,
  linked: readonly Link[],
  { rows, links, asking }: { rows: readonly CheckOutcome[]; links: readonly Link[]; asking: readonly string[] },
): boolean {
  const other = rows.find((row) => row.id === id);
  if (linked.length === 0 || !other || asking.includes(id)) return false;
  const behind = explainersOf(other, rows, links, asking);
  return behind.length > 0 && behind.every((explainer) => linked.some(({ explainedBy }) => explainedBy === explainer));
}

/** What is wrong by itself is explained only by a row that found the same of the same object. */
function explainsOwn({ judgement }: CheckOutcome, explainer: CheckOutcome | undefined): boolean {
  const own = (judgement?.findings ?? []).filter((finding) => finding.own ?? finding.hopeless);
  if (own.length === 0) return true;
  const found = new Set(explainer?.judgement?.findings.map(({ subject }) => subject));
  return own.every(({ subject }) => found.has(subject));
}

/** Not knowing explains nothing but not knowing: a failure is explained by failures only. */
const isUsable = (explainer: CheckOutcome | undefined, row: CheckOutcome): boolean =>
  explainer !== undefined && explainer.id !== row.id && (isFailed(explainer) || (isDown(explainer) && !isFailed(row)));

/** Down the chain of `restsOn`, past rows that were not judged, up to the first that do not hold. */
function nearest(row: CheckOutcome, rows: readonly CheckOutcome[]): string[] {
  const found = new Set<string>();
  const visited = new Set([row.id]);
  const queue = [...row.restsOn];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    if (visited.has(id)) continue;
    visited.add(id);
    const other = rows.find((candidate) => candidate.id === id);
    if (!other || other.judgement?.verdict === "pass") continue;
    if (isUsable(other, row)) found.add(id);
    if (!isFailed(other)) queue.push(...other.restsOn);
  }
  const failures = [...found].filter((id) => rows.some((other) => other.id === id && isFailed(other)));
  return failures.length > 0 ? failures : [...found];
}

/** One source or subject that could not be read leaves many rows unjudged: the first of them stands for all. */
function sameTrouble(row: CheckOutcome, rows: readonly CheckOutcome[]): string[] {
  // a kind of many that could not be listed tells the trouble of the source that lists this kind alone
  const own = new Set([...troublesOf(row), ...(row.judgement?.unseen ?? []).map(({ reason }) => reason)]);
  const first = rows.find(
    (other) =>
      isDown(other) &&
      !isFailed(other) &&
      !other.restsOn.includes(row.id) &&
      troublesOf(other).some((trouble) => own.has(trouble)),
  );
  return first && first.id !== row.id ? [first.id] : [];
}

const troublesOf = ({ judgement }: CheckOutcome): string[] => [
  ...(judgement?.troubles ?? []).map(({ trouble }) => trouble.message),
  ...(judgement?.unseen ?? []).map(({ subject, reason }) => `${subject}: ${reason}`),
];

/**
 * The ends of all chains that begin at a row. Where rows explain each other in a circle that nothing outside explains,
 * the first of them in the order of the suites stands for the circle.
 */
function rootsOf(id: string, graph: ReadonlyMap<string, string[]>, order: readonly string[]): string[] {
  const reached = reach(id, graph);
  const roots = order.filter((other) => {
    if (!reached.has(other)) return false;
    const beyond = reach(other, graph);
    const isEnd = [...beyond].every((next) => reach(next, graph).has(other));
    return isEnd && order.find((member) => beyond.has(member)) === other;
  });
  return roots.filter((root) => root !== id);
}

/** A row and everything that explains it, however far away. */
function reach(id: string, graph: ReadonlyMap<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const queue = [id];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (reached.has(next)) continue;
    reached.add(next);
    queue.push(...(graph.get(next) ?? []));
  }
  return reached;
}
