import path from "node:path";
import { commandsOf } from "../../criteria/advice.ts";
import type { Run } from "../../evidence/run.ts";
import { counted, failingOf, headline } from "../headlines.ts";
import { noticesInWords } from "../places.ts";
import { sinceInWords } from "../since.ts";
import * as wording from "../wording.ts";
import { causeLines } from "./causes.ts";
import { paint, rowsOf, wrap, type Screen } from "./layout.ts";
import { patternLines, storyLines } from "./stories.ts";
import { brief, copyable, hanging, TONES } from "./text.ts";

type Exit = Run["outcome"]["exit"];

/** The height of a terminal that does not say how high it is. */
const USUAL_HEIGHT = 24;
/** In a lower one the first cause has its room all the same. */
const LEAST_HEIGHT = 16;

/**
 * The end of a run in the terminal: patterns and stories, then what the last screen holds: root causes, each with its
 * reason and its next command, the report, and last the verdict. `exit`: the process's, where it is not the run's.
 */
export function conclusion(
  run: Run,
  folder: string,
  screen: Screen,
  warnings: readonly string[] = [],
  exit: Exit = run.outcome.exit,
): string[] {
  const end = ending(run, folder, screen, { warnings, exit });
  if (run.outcome.refused !== undefined) return [...refusal(run, screen), ...end];
  const height = Math.max(LEAST_HEIGHT, screen.height ?? USUAL_HEIGHT);
  // a row each for the title of the causes, and for the prompt below
  const causes = causeLines(run, height - 2 - rowsOf(end, screen), screen);
  return [
    "",
    ...patternLines(run, screen),
    ...run.stories.flatMap((story) => storyLines(story, run, screen)),
    ...wording.reservationsOf(run).flatMap(({ mark, meaning }) => hanging(`${mark}: `, meaning, screen, "yellow")),
    ...(causes.length > 0 ? ["", paint(screen, "bold", "Causes"), ...causes] : []),
    ...end,
  ];
}

/** Everything below the causes: few lines, whatever happened. */
function ending(
  run: Run,
  folder: string,
  screen: Screen,
  { warnings, exit }: { warnings: readonly string[]; exit: Exit },
): string[] {
  const more = run.warnings.length - 2;
  const warning = (text: string): string[] => brief(2, "Warning: ", text, screen, "yellow");
  const stamp = wording.stampOf(run);
  return [
    ...run.warnings.slice(0, 2).flatMap(warning),
    ...(more > 0 ? hanging("Warning: ", `${more} more in the report`, screen, "yellow") : []),
    // the report was written before these: they stand nowhere else
    ...warnings.flatMap(warning),
    ...(run.since ? brief(2, "", sinceInWords(run.since), screen) : []),
    copyable("Report: ", path.join(folder, "report.html"), screen),
    ...(stamp === undefined
      ? []
      : wrap(stamp, screen.width).map((part) => paint(screen, "bold", paint(screen, "yellow", part)))),
    ...verdict(run, screen, exit),
  ];
}

function verdict(run: Run, screen: Screen, exit: Exit): string[] {
  const { outcome, cluster } = run;
  const marks = wording.reservationsOf(run).map(({ mark }) => mark);
  const word = [...new Set([wording.verdictWord(run), ...marks])].join(", ");
  const of = `(${cluster.name}, exit ${exit})`;
  const text = `${word}: ${headline(run)} ${of}`;
  const shown = brief(outcome.refused === undefined ? 3 : 5, "", text, screen);
  const bold = shown.map((part) => paint(screen, "bold", paint(screen, TONES[outcome.verdict], part)));
  if (outcome.refused !== undefined) return bold;
  const counts = [wording.countsInWords(outcome), noticesInWords(run.criteria), wording.tookOf(run)].filter(Boolean);
  return [...brief(2, "", counts.join("; "), screen, "dim"), ...bold];
}

/** What to do where nothing was judged. What was read of a checkout all the same is counted. */
function refusal(run: Run, screen: Screen): string[] {
  const { criteria } = run;
  const failed = criteria.filter(({ verdict, id }) => verdict === "fail" && id.startsWith("repository/"));
  const [cause] = run.diagnosis;
  const [command] = commandsOf(cause?.advice ?? "").commands;
  return [
    ...(command === undefined ? [] : [copyable("next: ", command, screen)]),
    ...(failed.length > 0
      ? hanging(
          "",
          `Of the checkout ${counted(failed.length, "check")} failed, first: ${failingOf(failed[0] ?? { title: "" })}`,
          screen,
        )
      : []),
  ];
}
