import type { Suite } from "../../helpers/session/plan.ts";
import type { Scenario } from "../../lab/scenario.ts";
import type { Run } from "../../evidence/run.ts";
import { CANNOT_FAIL } from "./exceptions.ts";

/**
 * What a run tells otherwise than its scenario says, a sentence each: a row that fell unnamed, a named one that did not,
 * other causes than the named ones, or in another order. Every row that is not named must hold.
 */
export function deviations({ expect }: Scenario, { criteria, diagnosis }: Run): string[] {
  const { first = [], falls = [], unseen = [], waived = [] } = expect ?? {};
  const failing = new Set([...first, ...falls].filter((id) => !unseen.includes(id)));
  const found = criteria.flatMap(({ id, verdict, findings, reason }): string[] => {
    const excused = waived.includes(id) ? "waived" : undefined;
    const wanted = unseen.includes(id) ? "inconclusive" : failing.has(id) ? "fail" : excused;
    if (verdict === wanted) return [];
    if (wanted === undefined && (verdict === "pass" || verdict === "not-applicable")) return [];
    const said = findings.slice(0, 2).map(({ subject, actual }) => `${subject}: ${actual}`);
    return [`${id} is ${verdict}, not ${wanted ?? "pass"}: ${said.join("; ") || reason || "it says nothing"}`];
  });
  const causes = diagnosis.map(({ cause }) => cause);
  if (causes.join() === first.join()) return found;
  return [...found, `the causes are told as ${causes.join(", ") || "none"}, not ${first.join(", ") || "none"}`];
}

/** In which scenarios a row fails as a cause: one that could not be judged is told first sometimes, and proves nothing. */
export const failsFirstIn = <It extends Scenario>(id: string, scenarios: readonly It[]): It[] =>
  scenarios.filter(({ expect }) => expect?.first.includes(id) && !expect.unseen?.includes(id));

/** Names that no row answers to, and rows that no scenario makes fail first. */
export function gapsOf(scenarios: readonly Scenario[], suites: readonly Suite[]): string[] {
  const rows = suites.flatMap((suite) => suite.rows.map(({ criterion }) => criterion.id));
  const known = new Set(rows);
  const names = scenarios.map(({ name }) => name);
  const strangers = scenarios.flatMap(({ name, expect }) =>
    [...(expect?.first ?? []), ...(expect?.falls ?? []), ...(expect?.unseen ?? [])]
      .filter((id) => !known.has(id))
      .map((id) => `scenario ${name} names the row ${id}, which does not exist`),
  );
  const missed = rows.flatMap((id) => {
    const fails = failsFirstIn(id, scenarios);
    if (!CANNOT_FAIL.has(id)) return fails.length > 0 ? [] : [`no scenario makes ${id} fail first`];
    if (fails.length > 0) return [`${id} is said to never fail, and does in ${fails[0]?.name}`];
    const isTold = scenarios.some(({ expect }) => expect?.first.includes(id));
    return isTold ? [] : [`no scenario leaves ${id} unjudged first`];
  });
  const excused = [...CANNOT_FAIL.keys()].filter((id) => !known.has(id));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [
    ...strangers,
    ...excused.map((id) => `the row ${id} is excused, which does not exist`),
    ...missed,
    ...twice.map((name) => `two scenarios are called ${name}`),
  ];
}
