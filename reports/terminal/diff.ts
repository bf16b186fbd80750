import { inWords } from "../../clusters/notation/duration.ts";
import type { Comparison, FoundBy, Took } from "../../evidence/history/comparison.ts";
import type { StoredRun } from "../../evidence/history/stored.ts";
import { counted } from "../headlines.ts";
import { MARKS, moment, verdictWord } from "../wording.ts";
import { paint, type Screen } from "./layout.ts";
import { brief, hanging, TONES } from "./text.ts";

/** What differs between two runs, for people: what turned first, then what was found, how long things took, versions. */
export function diffLines(
  { earlier, later }: { earlier: StoredRun; later: StoredRun },
  comparison: Comparison,
  screen: Screen,
): string[] {
  const { turned, stillFailing, findings, causes, came, went, times, versions } = comparison;
  const parts = [
    part(
      "Verdicts",
      turned.map(({ id, from, to }) => [TONES[to], MARKS[to].glyph, turnInWords(id, from, to)]),
    ),
    part("Causes", [
      ...causes.added.map((id): Entry => ["red", "+", `${id} is a cause now`]),
      ...causes.gone.map((id): Entry => ["green", "-", `${id} is no cause any more`]),
    ]),
    part("Findings", [
      ...findings.added.map((found): Entry => ["red", "+", foundInWords(found)]),
      ...findings.gone.map((found): Entry => ["green", "-", foundInWords(found)]),
    ]),
    part(
      "Times",
      times.map((took): Entry => [took.toMs > took.fromMs ? "yellow" : "green", " ", timeInWords(took)]),
    ),
    part(
      "Versions",
      versions.map(({ what, from, to }): Entry => ["bold", " ", `${what} ${from} → ${to}`]),
    ),
    part("Checks", [
      ...came.map((id): Entry => ["bold", "+", `${id} came`]),
      ...went.map((id): Entry => ["bold", "-", `${id} went`]),
    ]),
  ].flatMap((entries) => entries(screen));
  const same = stillFailing.length > 0 ? [`${counted(stillFailing.length, "check")} failed in both`] : [];
  return [
    ...head("from", earlier, screen),
    ...head("to  ", later, screen),
    ...standing(comparison, times, screen),
    ...(parts.length > 0 ? parts : ["", "Nothing differs: no verdict, no finding, no version, no time."]),
    ...same.flatMap((text) => ["", ...hanging("", text, screen)]),
  ];
}

type Entry = [tone: Parameters<typeof paint>[1], sign: string, text: string];

function head(word: string, { folder, run }: StoredRun, screen: Screen): string[] {
  const { cluster, scenario, backend } = run;
  const kind = scenario === undefined ? backend : `${backend}, scenario ${scenario}`;
  const text = `${moment(run.startedAt)}  ${verdictWord(run)}  ${cluster.name} (${kind})  ${folder}`;
  return hanging(`${word} `, text, screen);
}

function standing({ same }: Comparison, times: readonly Took[], screen: Screen): string[] {
  if (same === false) return hanging("", "The cluster was made anew in between: another bootstrap.", screen, "dim");
  if (same === true && times.length > 0)
    return hanging(
      "",
      "The same bootstrap, looked at again: times differ by what the cluster remembers.",
      screen,
      "dim",
    );
  return [];
}

const part =
  (title: string, entries: Entry[]) =>
  (screen: Screen): string[] => {
    if (entries.length === 0) return [];
    const shown = entries.slice(0, SHOWN);
    const more = entries.length - shown.length;
    return [
      "",
      paint(screen, "bold", title),
      ...shown.flatMap(([tone, sign, text]) => brief(3, `  ${sign} `, text, screen, tone)),
      ...(more > 0 ? [`    and ${more} more; --json has all`] : []),
    ];
  };

const turnInWords = (id: string, from: keyof typeof MARKS, to: keyof typeof MARKS): string =>
  `${id}: ${MARKS[from].word} → ${MARKS[to].word}`;

const foundInWords = ({ check, subject, expected, actual }: FoundBy): string =>
  `${subject}: expected ${expected}; actual ${actual} (${check})`;

const timeInWords = ({ kind, name, fromMs, toMs }: Took): string =>
  `${kind === "release" ? "release " : kind === "phase" ? "phase " : ""}${name} ${inWords(fromMs)} → ${inWords(toMs)}`;

/** Of each kind of difference at most this many are shown to people. */
const SHOWN = 40;
