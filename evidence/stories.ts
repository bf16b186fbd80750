import type { Verdict } from "../criteria/judge.ts";
import { isAbout } from "../clusters/notation/subject-pattern.ts";
import type { CheckPart, DeclaredStory, RunStarted } from "./event.ts";
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
      const whole = names.flatMap((name) => (typeof name === "string" ? matching(name, rows, declared) : []));
      const parts = names.flatMap((name) => (typeof name === "string" ? [] : [judgedPart(name, rows)]));
      const answers = whole.map((id): Answer => rows.find((row) => row.id === id)?.verdict ?? "not-run");
      return {
        ac,
        statement,
        verdict: verdictOf([...answers, ...parts.map(({ verdict }) => verdict)]),
        criteria: [...new Set([...whole, ...parts.map(({ check }) => check)])],
        ...(parts.length > 0 && { narrowed: parts }),
      };
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

function judgedPart({ check, only }: CheckPart, rows: readonly RunCheck[]) {
  const row = rows.find(({ id }) => id === check);
  const asked = JSON.stringify(only);
  const examined = row?.narrowed?.find((part) => JSON.stringify(part.only) === asked)?.examined ?? 0;
  return { check, only, verdict: row ? partOf(row, only, examined) : ("not-run" as const), examined };
}

/**
 * How a check answers for some of its subjects. It passes for them only where it was judged, examined some of them and
 * found nothing wrong with them: one that could not be judged as a whole may have left out any of them.
 */
function partOf({ verdict, findings, unseen }: RunCheck, only: readonly string[], examined: number): Answer {
  const isTheirs = ({ subject }: { subject: string }): boolean => isAbout(only, subject);
  if (verdict === "not-applicable") return verdict;
  if (findings.some(isTheirs)) return verdict === "waived" ? "waived" : "fail";
  const isOpen = verdict === "inconclusive" || unseen.length > 0 || examined === 0;
  return isOpen ? "inconclusive" : "pass";
}

/** The worst verdict: fail, inconclusive, not run, waived, pass. Checks that are not applicable are left out. */
function verdictOf(answers: readonly Answer[]): Answer {
  const order: Answer[] = ["fail", "inconclusive", "not-run", "waived", "pass", "not-applicable"];
  return order.find((answer) => answers.includes(answer)) ?? "not-run";
}
