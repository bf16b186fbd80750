import type { Verdict } from "../criteria/judge.ts";
import type { DeclaredStory, RunStarted } from "./event.ts";
import type { RunCheck, RunStory } from "./run.ts";

type Declared = Pick<RunStarted, "filtered" | "leftOut">;
type Answer = Verdict | "not-run";

/**
 * Each acceptance criterion with the verdict of its checks. It passes only when every check that applies was run and
 * passed.
 */
export function storiesOf(
  stories: readonly DeclaredStory[],
  rows: readonly RunCheck[],
  declared: Declared | undefined,
): RunStory[] {
  return stories.map(({ id, title, criteria }) => ({
    id,
    title,
    criteria: criteria.map(({ ac, statement, rows: names }) => {
      const ids = [...new Set(names.flatMap((name) => matching(name, rows, declared)))];
      const answers = ids.map((id): Answer => rows.find((row) => row.id === id)?.verdict ?? "not-run");
      return { ac, statement, verdict: verdictOf(answers), criteria: ids };
    }),
  }));
}

/**
 * The ids of the checks that a name in a story stands for. In a filtered run that does not list what it left out,
 * `area/*` also stands for itself: no check has that id, so the criterion counts as not run.
 */
function matching(name: string, rows: readonly RunCheck[], declared: Declared | undefined): string[] {
  if (!name.endsWith("/*")) return [name];
  const area = name.slice(0, -1);
  const leftOut = declared?.leftOut?.filter((id) => id.startsWith(area));
  const ids = rows.map(({ id }) => id).filter((id) => id.startsWith(area));
  const unknown = ids.length === 0 || (declared?.filtered === true && leftOut === undefined);
  return [...ids, ...(leftOut ?? []), ...(unknown && !leftOut?.length ? [name] : [])];
}

/** The worst verdict: fail, inconclusive, not run, waived, pass. Checks that are not applicable are left out. */
function verdictOf(answers: readonly Answer[]): Answer {
  const order: Answer[] = ["fail", "inconclusive", "not-run", "waived", "pass", "not-applicable"];
  return order.find((answer) => answers.includes(answer)) ?? "not-run";
}
