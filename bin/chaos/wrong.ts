import type { Run } from "../../evidence/run.ts";
import type { Scenario } from "../../lab/scenario.ts";

/** Checks that fail though nothing is wrong, or pass though something is. Inconclusive is never wrong here. */
export function wrongVerdicts({ expect }: Scenario, { criteria }: Run): string[] {
  const { first = [], falls = [], unseen = [] } = expect ?? {};
  const failing = new Set([...first, ...falls].filter((id) => !unseen.includes(id)));
  return criteria.flatMap(({ id, verdict, findings }) => {
    const said = findings
      .map(({ subject, actual }) => `${subject}: ${actual}`)
      .slice(0, 2)
      .join("; ");
    if (verdict === "fail" && !failing.has(id)) return [`${id} fails: ${said}`];
    return verdict === "pass" && (failing.has(id) || unseen.includes(id)) ? [`${id} passes`] : [];
  });
}
