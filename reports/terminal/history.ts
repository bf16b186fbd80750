import { inWords } from "../../clusters/notation/duration.ts";
import { flappingIn } from "../../evidence/history/flapping.ts";
import { isComparable } from "../../evidence/history/comparable.ts";
import type { StoredRun, Unread } from "../../evidence/history/stored.ts";
import type { Run } from "../../evidence/run.ts";
import type { Flapping } from "../../evidence/since.ts";
import { line } from "../../evidence/text.ts";
import { counted } from "../headlines.ts";
import { moment, reservationsOf, stampWordOf, verdictWord } from "../wording.ts";
import { fit, paint, type Screen } from "./layout.ts";
import { hanging, TONES } from "./text.ts";

/** A cluster's last runs, newest first: verdict, what failed, and how long the bootstrap and its phases took. */
export function historyLines(
  cluster: string,
  runs: readonly StoredRun[],
  unread: readonly Unread[],
  screen: Screen,
): string[] {
  const oldestFirst = runs.map(({ run }) => run).toReversed();
  const rows = seriesOf(oldestFirst).map(({ name, values }) => seriesLine(name, values));
  return [
    paint(screen, "bold", `${line(cluster, 80)}: the last ${counted(runs.length, "run")}, newest first`),
    ...runs.flatMap(({ run }) => runLines(run, screen)),
    ...(rows.length > 0
      ? ["", paint(screen, "bold", "Times, oldest first"), ...rows.map((text) => fit(`  ${text}`, screen.width))]
      : []),
    ...flappingLines(flappingOf(runs), screen),
    ...unread.flatMap(({ problem }) => hanging("  ! ", problem, screen, "yellow")),
  ];
}

/** The checks that flip in the runs that the newest can be held against. */
export function flappingOf([newest, ...others]: readonly StoredRun[]): Flapping[] {
  if (!newest) return [];
  const comparable = others.filter(({ run }) => isComparable(run, newest.run));
  return flappingIn([newest, ...comparable].map(({ run }) => run));
}

/** A line of bars, one a value, the least lowest; a dot where there is none. All alike are of middle height. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === undefined) return "·";
      const height = most === least ? 0.5 : (value - least) / (most - least);
      return BARS[Math.round(height * (BARS.length - 1))] ?? "·";
    })
    .join("");
}

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

function runLines(run: Run, screen: Screen): string[] {
  const marks = [verdictWord(run), stampWordOf(run), ...reservationsOf(run).map(({ mark }) => mark)];
  const word = [...new Set(marks.filter(Boolean))].join(", ");
  const failed = run.criteria.filter(({ verdict }) => verdict === "fail").map(({ id }) => id);
  const more = failed.length - SHOWN;
  const told = [
    bootstrapMs(run) === undefined ? "" : `bootstrap ${inWords(bootstrapMs(run) ?? 0)}`,
    run.scenario === undefined ? "" : `scenario ${run.scenario}`,
    failed.slice(0, SHOWN).join(", ") + (more > 0 ? ` and ${more} more` : ""),
    run.outcome.refused ?? "",
  ].filter((part) => part !== "");
  return hanging(
    `  ${moment(run.startedAt)}  ${word}  `,
    line(told.join(" · "), 400),
    screen,
    TONES[run.outcome.verdict],
  );
}

interface Series {
  name: string;
  values: (number | undefined)[];
}

/** The bootstrap and each phase over the runs; only what was measured at least once. */
function seriesOf(runs: readonly Run[]): Series[] {
  const phases = [...new Set(runs.flatMap(({ timeline }) => timeline?.phases.map(({ name }) => name) ?? []))];
  const series: Series[] = [
    { name: "bootstrap", values: runs.map(bootstrapMs) },
    ...phases.map((phase) => ({
      name: phase,
      values: runs.map(({ timeline }) => timeline?.phases.find(({ name }) => name === phase)?.tookMs),
    })),
  ];
  return series.filter(({ values }) => values.some((value) => value !== undefined));
}

function seriesLine(name: string, values: Series["values"]): string {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const range = least === most ? inWords(least) : `${inWords(least)} to ${inWords(most)}`;
  const last = values.at(-1);
  return `${line(name, 20).padEnd(14)}${sparkline(values)} ${range}, last ${last === undefined ? "unknown" : inWords(last)}`;
}

const bootstrapMs = ({ timeline }: Run): number | undefined => timeline?.budget?.tookMs;

const flappingLines = (flapping: readonly Flapping[], screen: Screen): string[] =>
  flapping.flatMap(({ id, turns, runs }, index) => [
    ...(index === 0 ? ["", paint(screen, "bold", "Flapping")] : []),
    ...hanging("  ", `${id}: turned ${turns} times in the last ${runs} runs`, screen, "yellow"),
  ]);

/** Of the checks that failed in a run at most this many are named; its report has all. */
const SHOWN = 4;
