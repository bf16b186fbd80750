import type { Profile } from "../../clusters/profile.ts";
import type { Finding } from "../../criteria/criterion.ts";
import type { Judgement } from "../../criteria/judge.ts";
import type { SourceResults } from "../../observations/observations.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import type { Link } from "../link.ts";
import { alsoOf } from "./also.ts";
import { linksInCheckout, readsCheckout } from "./checkout.ts";
import type { JudgedCheck } from "./judged-check.ts";
import { linksByWords } from "./by-words.ts";
import { objectGraph, type ObjectGraph } from "./object-graph.ts";
import { restsOn } from "./rests-on.ts";

/** Checks that walk every object of a kind: where a check of its own speaks of the same object, that one says it better. */
const GENERAL: readonly string[] = [
  ...["workloads/every-pod-runs", "workloads/restarts-are-rare", "workloads/claims-are-bound"],
  ...["objects/nothing-is-unwell", "objects/nothing-hangs-in-deletion"],
  ...["objects/statuses-are-current", "objects/nobody-stopped-looking"],
];

/**
 * What findings have to do with each other, beyond what checks rest on: the Kustomization waits for the HelmRelease, that
 * for a Deployment, that for pods on a node that is NotReady. Each finding is linked to the nearest object that something
 * is found wrong with; what lies beyond that one follows from its own links.
 */
export function linksBetween(checks: readonly JudgedCheck[], results: SourceResults, profile?: Profile): Link[] {
  const graph = objectGraph(results, profile);
  const meeting: Meeting = { checks, graph, told: tellings(checks, graph) };
  const live = checks.flatMap((check) => [
    ...tellingsOf(check).flatMap((telling) => linksOf(telling, meeting)),
    ...linksByWords(check, checks),
    ...ofTroubles(check.judgement, checks),
    ...ofUnlisted(check.judgement, meeting),
  ]);
  return results.repository?.ok ? [...live, ...linksInCheckout(checks, results.repository.value)] : live;
}

interface Meeting {
  checks: readonly JudgedCheck[];
  graph: ObjectGraph;
  told: ReadonlyMap<string, readonly Telling[]>;
}

/** That a check found something wrong with an object, or could not see it. */
interface Telling {
  check: JudgedCheck;
  subject: string;
  finding?: Finding;
}

/** By object, in the order of the suites. What is waived explains nothing. */
function tellings(checks: readonly JudgedCheck[], graph: ObjectGraph): Map<string, Telling[]> {
  const found = new Map<string, Telling[]>();
  for (const telling of checks.flatMap(tellingsOf)) {
    const object = graph.objectOf(telling.subject);
    const known = found.get(object);
    if (known) known.push(telling);
    else found.set(object, [telling]);
  }
  return found;
}

function tellingsOf(check: JudgedCheck): Telling[] {
  const { id, verdict, findings, unseen } = check.judgement;
  // what stands in a checkout is linked by where it stands
  if (readsCheckout(id)) return [];
  if (verdict === "fail") return findings.map((finding) => ({ check, subject: finding.subject, finding }));
  return verdict === "inconclusive" ? unseen.map(({ subject }) => ({ check, subject })) : [];
}

function linksOf(telling: Telling, meeting: Meeting): Link[] {
  const { subject, finding } = telling;
  const { id } = telling.check.judgement;
  const object = meeting.graph.objectOf(subject);
  const to = (other: Telling, because: string): Link => ({
    ...{ row: id, subject, explainedBy: other.check.judgement.id, by: other.subject, because },
  });
  const same = (meeting.told.get(object) ?? [])
    .filter((other) => isSaidBetter(telling, other, meeting))
    .map((other) => to(other, `${other.check.judgement.id} speaks of it too`));
  const owners = GENERAL.includes(id) ? meeting.graph.ownersOf(object) : [];
  // wrong by itself: nothing that it waits for has made it so, unless it is not there at all
  const isOwn = finding?.own ?? finding?.hopeless ?? false;
  // what a machine says by its own API waits for nothing that its node waits for, unless it waits for its node itself
  const isOfMachine = subject.startsWith("node/") && (finding === undefined || id.startsWith("talos/"));
  if (isOfMachine && !/nodeReady/.test(finding?.actual ?? "")) return same;
  const bringers = meeting.graph.bringersOf(object);
  const causes = isOwn
    ? bringers
    : [...bringers, ...owners, ...meeting.graph.causesOf(object), ...meeting.graph.causesOf(subject)];
  const beyond = nearestTold([...alsoOf(telling), ...causes], object, meeting);
  return [
    ...same,
    ...beyond.map((other) => to(other, `${subject} waits for ${meeting.graph.objectOf(other.subject)}`)),
  ];
}

/**
 * Of two checks that speak of one object the one says it better that the other rests on, or that is not general; where
 * one could not see it, whoever found something wrong with it.
 */
function isSaidBetter({ check, subject, finding }: Telling, other: Telling, { checks }: Meeting): boolean {
  if (other.check === check) return false;
  if (finding !== undefined && other.finding === undefined) return false;
  // a machine is looked at in many ways, and one of them says little of another
  if (finding === undefined && other.finding !== undefined && !subject.startsWith("node/")) return true;
  const isGeneral = (one: JudgedCheck): boolean => GENERAL.includes(one.judgement.id);
  if (isGeneral(check) && !isGeneral(other.check)) return true;
  // a check in between that passed breaks the chain
  return restsOn(
    check,
    other.check,
    checks.filter((it) => it === other.check || it.judgement.verdict !== "pass"),
  );
}

/** What is found wrong with the first objects on each way that something is found wrong with. */
function nearestTold(from: readonly string[], object: string, { graph, told }: Meeting): Telling[] {
  const visited = new Set([object]);
  const found: Telling[] = [];
  const queue = [...from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (visited.has(at)) continue;
    visited.add(at);
    const wrong = (told.get(at) ?? []).filter(({ finding }) => finding !== undefined);
    if (wrong.length > 0) found.push(...wrong);
    else queue.push(...graph.causesOf(at));
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

function ofTroubles({ id, verdict, troubles }: Judgement, checks: readonly JudgedCheck[]): Link[] {
  if (verdict !== "inconclusive") return [];
  return troubles.flatMap(({ source, trouble }): Link[] => {
    const teller = checks.find(
      ({ judgement }) => judgement.id === TROUBLED[trouble.kind] && judgement.verdict === "fail",
    );
    return teller ? [{ row: id, explainedBy: teller.judgement.id, because: `${source}: ${trouble.message}` }] : [];
  });
}

/** A kind whose list is refused because the Service that converts its objects does not answer. */
function ofUnlisted({ id, verdict, troubles }: Judgement, meeting: Meeting): Link[] {
  if (verdict !== "inconclusive") return [];
  return troubles.flatMap(({ source, trouble }) => {
    const [, group, resource] = /\/apis\/([^/ ]+)\/[^/ ]+\/([a-z0-9]+)/.exec(trouble.message) ?? [];
    const definition = `customresourcedefinition/${resource}.${group}`;
    return nearestTold([definition], "", meeting).map((other): Link => ({
      ...{ row: id, explainedBy: other.check.judgement.id, by: other.subject },
      because: `${source}: ${other.subject}`,
    }));
  });
}
