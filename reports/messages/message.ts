import { commandsOf } from "../../criteria/advice.ts";
import type { Run } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { causeInWords, headline } from "../headlines.ts";
import { sinceInWords } from "../since.ts";
import { reservationsOf, stampOf, verdictOf, verdictWord } from "../wording.ts";

/** What is told of a run's end, whoever is told. Every text is harmless in one line; no service's signs are escaped. */
export interface Message {
  cluster: string;
  verdict: Run["outcome"]["verdict"];
  exit: Run["outcome"]["exit"];
  simulated: boolean;
  startedAt: string;
  endedAt: string;
  /** `FAIL, PARTIAL: 2 causes, 10 checks (infra)`. */
  title: string;
  /** The stamp of a run that judged no cluster, and what changed since the last one. */
  remarks: string[];
  /** The root causes, the first cause first, each with the first command to run next. */
  causes: { check: string; text: string; next?: string }[];
  /** Checks that were causes in the last run and hold now; one that could not be judged does not. */
  mended: string[];
}

export function messageOf(run: Run): Message {
  const { cluster, outcome, diagnosis, since } = run;
  const stamp = stampOf(run);
  const marks = [verdictWord(run), ...reservationsOf(run).map(({ mark }) => mark)];
  return {
    cluster: line(cluster.name, 80),
    verdict: outcome.verdict,
    exit: outcome.exit,
    simulated: stamp !== undefined,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    title: `${[...new Set(marks)].join(", ")}: ${headline(run)} (${line(cluster.name, 80)})`,
    remarks: [...(stamp === undefined ? [] : [stamp]), ...(since ? [sinceInWords(since)] : [])],
    causes:
      outcome.refused !== undefined
        ? []
        : diagnosis.map((cause) => {
            const [next] = commandsOf(cause.advice).commands;
            return {
              check: cause.cause,
              text: causeInWords(run, cause),
              ...(next !== undefined && { next: line(next, 500) }),
            };
          }),
    mended: (since?.causes.gone ?? []).filter((id) => HOLDS.has(verdictOf(run, id))),
  };
}

const HOLDS: ReadonlySet<string> = new Set(["pass", "waived", "not-applicable"]);

/**
 * Whether the verdict or the set of causes is another than in the last run; where nobody knows, it is. A run that was
 * asked for less has a verdict of its own: of it only causes count.
 */
export function isChange({ since, outcome }: Run): boolean {
  if (!since) return true;
  const { added, gone } = since.causes;
  return added.length > 0 || gone.length > 0 || (!outcome.filtered && since.verdict !== outcome.verdict);
}
