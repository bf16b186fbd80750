import type { Judgement } from "../../criteria/judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import type { Link } from "../explain.ts";
import { objectGraph, type ObjectGraph } from "./object-graph.ts";
import { linksInCheckout, readsCheckout } from "./checkout.ts";
import type { JudgedCheck } from "./judged-check.ts";

/**
 * Checks that walk every object of a kind. Where a special check speaks of the same object, that one says it better.
 */
const GENERAL = [
  ...["workloads/every-pod-runs", "workloads/restarts-are-rare", "workloads/claims-are-bound"],
  ...["objects/nothing-is-unwell", "objects/nothing-hangs-in-deletion"],
  ...["objects/statuses-are-current", "objects/nobody-stopped-looking"],
];

/**
 * What findings have to do with each other, beyond what checks rest on: a Kustomization waits for a HelmRelease, that
 * one for a Deployment, that one for pods on a node that is NotReady. Each finding is linked to the check that speaks
 * of the last object in this chain.
 */
export function linksBetween(rows: readonly JudgedCheck[], results: SourceResults): Link[] {
  const graph = objectGraph(results);
  const finders = findersOf(
    rows.map(({ judgement }) => judgement),
    graph,
  );
  const live = rows.flatMap((row) => [
    ...(readsCheckout(row.judgement.id) ? [] : ofCluster(row, graph, finders)),
    ...ofTroubles(row.judgement, rows),
    ...ofUnlisted(row.judgement, graph, finders),
  ]);
  return results.repository?.ok ? [...live, ...linksInCheckout(rows, results.repository.value)] : live;
}

/** By object: the checks that found something wrong with it, in the order of the suites, general checks last. */
type Finders = ReadonlyMap<string, readonly string[]>;

function findersOf(judgements: readonly Judgement[], graph: ObjectGraph): Finders {
  const found = new Map<string, string[]>();
  const failed = judgements.filter(isFailed);
  const last = (id: string): number => (GENERAL.includes(id) ? 1 : 0);
  for (const { id, findings } of failed.toSorted((a, b) => last(a.id) - last(b.id))) {
    for (const subject of new Set(findings.map((finding) => graph.objectOf(finding.subject)))) {
      found.set(subject, [...(found.get(subject) ?? []), id]);
    }
  }
  return found;
}

const ofCluster = (row: JudgedCheck, graph: ObjectGraph, finders: Finders): Link[] => [
  ...row.judgement.findings.flatMap(({ subject }) => ofFinding(row, subject, graph, finders)),
  ...ofUnseen(row.judgement, graph, finders),
];

/** Checks that hold a workload against its configuration: where that is wrong itself, following it mends nothing. */
const CONFIGURED_BY: Record<string, string | undefined> = {
  "cilium/agents-run-the-current-config": "configmap/cilium-config",
};

const isFailed = ({ verdict }: Judgement): boolean => verdict === "fail" || verdict === "waived";

function ofFinding(
  { criterion, judgement }: JudgedCheck,
  subject: string,
  graph: ObjectGraph,
  finders: Finders,
): Link[] {
  const row = judgement.id;
  const object = graph.objectOf(subject);
  const deeper = furthestOf(object, graph, finders).flatMap((cause) => {
    const rows = finders.get(cause) ?? [];
    const [explainedBy] = rows;
    if (explainedBy === undefined) return [];
    // within one check this is better evidence; a check that found the same is behind another only where it rests on it
    if (explainedBy !== row && rows.includes(row) && !criterion.restsOn.includes(explainedBy)) return [];
    return [{ row, subject, explainedBy, because: `${subject} waits for ${cause}` }];
  });
  if (deeper.length > 0) return deeper;
  const [configured] = finders.get(CONFIGURED_BY[row] ?? "") ?? [];
  if (configured !== undefined) return [{ row, subject, explainedBy: configured, because: `of ${CONFIGURED_BY[row]}` }];
  const same = [object, ...circleOf(object, graph)]
    .flatMap((it) => finders.get(it) ?? [])
    .find((id) => criterion.restsOn.includes(id));
  if (same !== undefined) return [{ row, subject, explainedBy: same, because: `${same} found the same of it` }];
  if (!GENERAL.includes(row)) return [];
  const owner = [object, ...graph.ownersOf(object)].find((it) => finders.get(it)?.some((id) => !GENERAL.includes(id)));
  const [explainedBy] = finders.get(owner ?? "") ?? [];
  return explainedBy === undefined ? [] : [{ row, subject, explainedBy, because: `${subject} is of ${owner}` }];
}

/** The ends of the chains of objects that something is wrong with; none where nothing deeper is, or in a circle. */
function furthestOf(object: string, graph: ObjectGraph, finders: Finders): string[] {
  return [...reached(object, graph)].filter((cause) => {
    if (!finders.has(cause)) return false;
    const beyond = reached(cause, graph);
    return !beyond.has(object) && ![...beyond].some((next) => finders.has(next) && !reached(next, graph).has(cause));
  });
}

/** Who waits for whom in turn. */
const circleOf = (object: string, graph: ObjectGraph): string[] =>
  [...reached(object, graph)].filter((other) => reached(other, graph).has(object));

/** Everything that an object waits for, however far away. */
function reached(from: string, graph: ObjectGraph): Set<string> {
  const found = new Set<string>();
  const queue = [...graph.causesOf(from)];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    queue.push(...graph.causesOf(at));
  }
  return found;
}

/** The check that judges what a kind of trouble comes from. */
const TROUBLED: Partial<Record<TroubleKind, string>> = {
  forbidden: "prerequisites/access-is-enough-and-read-only",
  "command-missing": "prerequisites/tools-are-installed",
  // where /readyz itself says that the API server is not ready, its 5xx are no wonder
  "server-error": "kubernetes/api-is-ready",
};

function ofTroubles({ id, verdict, troubles }: Judgement, rows: readonly JudgedCheck[]): Link[] {
  if (verdict !== "inconclusive") return [];
  return troubles.flatMap(({ source, trouble }): Link[] => {
    const explainer = rows.find(({ judgement }) => judgement.id === TROUBLED[trouble.kind] && isFailed(judgement));
    return explainer
      ? [{ row: id, explainedBy: explainer.judgement.id, because: `${source}: ${trouble.message}` }]
      : [];
  });
}

/** A kind whose list is refused because the Service that converts its objects does not answer. */
function ofUnlisted({ id, verdict, troubles }: Judgement, graph: ObjectGraph, finders: Finders): Link[] {
  if (verdict !== "inconclusive") return [];
  return troubles.flatMap(({ source, trouble }) => {
    const [, group, resource] = /\/apis\/([^/ ]+)\/[^/ ]+\/([a-z0-9]+)/.exec(trouble.message) ?? [];
    const [cause] = furthestOf(`customresourcedefinition/${resource}.${group}`, graph, finders);
    const [explainedBy] = finders.get(cause ?? "") ?? [];
    return explainedBy === undefined ? [] : [{ row: id, explainedBy, because: `${source}: ${cause}` }];
  });
}

/** What could not be seen because something is wrong with it, or with what it waits for. */
function ofUnseen({ id, verdict, unseen }: Judgement, graph: ObjectGraph, finders: Finders): Link[] {
  if (verdict !== "inconclusive") return [];
  const links = unseen.map(({ subject }): Link | undefined => {
    const object = graph.objectOf(subject);
    const [cause = finders.has(object) ? object : undefined] = furthestOf(object, graph, finders);
    const [explainedBy] = finders.get(cause ?? "") ?? [];
    return explainedBy === undefined ? undefined : { row: id, explainedBy, because: `${subject}: ${cause}` };
  });
  // what nothing explains keeps the check a cause of its own
  return links.every((link) => link !== undefined) ? links : [];
}
