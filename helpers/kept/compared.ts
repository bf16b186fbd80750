import type { Run, RunCheck } from "../../evidence/run.ts";

/** What judges say of a run, by name: each check, and what follows from all of them. Equal texts say the same. */
export const saidBy = ({ criteria, diagnosis, timeline, stories, outcome }: Run): Map<string, string> =>
  new Map([
    ...criteria.map((check) => [check.id, JSON.stringify(check)] as const),
    ["stories", JSON.stringify(stories)],
    ["diagnosis", JSON.stringify(diagnosis)],
    ["timeline", JSON.stringify(timeline ?? null)],
    ["outcome", JSON.stringify(outcome)],
  ]);

/** Names of what two runs say differently, in the order of the later one. */
export function differing(before: Run, after: Run): string[] {
  const [was, is] = [saidBy(before), saidBy(after)];
  return [...new Set([...is.keys(), ...was.keys()])].filter((name) => was.get(name) !== is.get(name));
}

/** Each check that says something else, in a line: what was, what is, and the first thing that it says now. */
export function turnsInWords(before: Run, after: Run): string[] {
  return differing(before, after).flatMap((id) => {
    const [was, is] = [before, after].map(({ criteria }) => criteria.find((check) => check.id === id));
    if (!was && !is) return [];
    if (!was || !is)
      return [`${id}: ${was?.verdict ?? "was not there"} → ${is?.verdict ?? "is no longer there"}${saidOf(is)}`];
    if (was.verdict !== is.verdict) return [`${id}: ${was.verdict} → ${is.verdict}${saidOf(is)}`];
    return saidOf(was) === saidOf(is) ? [] : [`${id}: ${is.verdict}, and says something else${saidOf(is)}`];
  });
}

function saidOf(check: RunCheck | undefined): string {
  const [finding] = check?.findings ?? [];
  const said = finding ? `${finding.subject}: ${finding.actual}` : check?.reason;
  return said === undefined ? "" : ` (${said})`;
}
