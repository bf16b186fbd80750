import type { Suite } from "../../helpers/session/plan.ts";
import type { Scenario } from "../../lab/scenario.ts";
import type { Run } from "../../evidence/run.ts";
import { CANNOT_FAIL } from "./exceptions.ts";

/**
 * Where a run differs from what its scenario expects, a sentence each: a check that failed and is not named, a named
 * one that did not, other causes or another order of them. Every check that the scenario does not name must hold.
 */
export function deviations({ expect }: Scenario, { criteria, diagnosis }: Run): string[] {
  const { first = [], falls = [], unseen = [], says = [], waived = [] } = expect ?? {};
  const failing = new Set([...first, ...falls].filter((id) => !unseen.includes(id)));
  const found = criteria.flatMap(({ id, verdict, findings, reason }): string[] => {
    const excused = waived.includes(id) ? "waived" : undefined;
    const wanted = unseen.includes(id) ? "inconclusive" : failing.has(id) ? "fail" : excused;
    if (verdict === wanted) return [];
    if (wanted === undefined && (verdict === "pass" || verdict === "not-applicable")) return [];
    const said = findings.slice(0, 2).map(({ subject, actual }) => `${subject}: ${actual}`);
    return [`${id} is ${verdict}, not ${wanted ?? "pass"}: ${said.join("; ") || reason || "it says nothing"}`];
  });
  const told = criteria.flatMap(({ findings, remarks }) => [
    ...findings.flatMap(({ actual, mend = "" }) => [actual, mend]),
    ...remarks,
  ]);
  found.push(...unfilled(criteria, diagnosis));
  found.push(
    ...says.filter((text) => !told.some((it) => it.includes(text))).map((text) => `nothing of it says "${text}"`),
  );
  const causes = diagnosis.map(({ cause }) => cause);
  if (causes.join() === first.join()) return found;
  return [...found, `the causes are told as ${causes.join(", ") || "none"}, not ${first.join(", ") || "none"}`];
}

/** Advice that leaves a name open, and findings without any: whoever reads it has a command for the very thing, or a sentence. */
function unfilled(criteria: Run["criteria"], diagnosis: Run["diagnosis"]): string[] {
  const advice = [
    ...criteria.flatMap(({ id, advice, findings, unseen }) => [
      { id, text: advice || "none: it has no subject" },
      ...findings.map(({ next = "" }) => ({ id, text: next })),
      ...unseen.map(({ next = "none needed" }) => ({ id, text: next })),
    ]),
    ...diagnosis.map(({ cause, advice }) => ({ id: cause, text: advice || "none: it has no subject" })),
  ];
  return [
    ...new Set(
      advice
        .filter(({ text }) => text === "" || /<[a-z-]+>/.test(text))
        .map(({ id, text }) => `${id} advises ${text === "" ? "nothing" : JSON.stringify(text)}`),
    ),
  ];
}

/** The scenarios in which a check fails and is named as a cause. One that only could not be judged proves nothing. */
export const failsFirstIn = <It extends Scenario>(id: string, scenarios: readonly It[]): It[] =>
  scenarios.filter(({ expect }) => expect?.first.includes(id) && !expect.unseen?.includes(id));

/**
 * What the proof lacks, a sentence each: ids in scenarios that no check has, checks that no scenario makes fail first.
 */
export function gapsOf(scenarios: readonly Scenario[], suites: readonly Suite[]): string[] {
  const rows = suites.flatMap((suite) => suite.rows.map(({ criterion }) => criterion.id));
  const known = new Set(rows);
  const names = scenarios.map(({ name }) => name);
  const strangers = scenarios.flatMap(({ name, expect }) =>
    [...(expect?.first ?? []), ...(expect?.falls ?? []), ...(expect?.unseen ?? [])]
      .filter((id) => !known.has(id))
      .map((id) => `scenario ${name} names the check ${id}, which does not exist`),
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
    ...excused.map((id) => `the check ${id} is excused, which does not exist`),
    ...missed,
    ...twice.map((name) => `two scenarios are called ${name}`),
  ];
}
