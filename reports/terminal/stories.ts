import type { Run, RunStory } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { isAbout } from "../../clusters/notation/subject-pattern.ts";
import { complianceOf } from "../compliance.ts";
import { failingOf } from "../headlines.ts";
import * as wording from "../wording.ts";
import { paint, wrap, type Screen } from "./layout.ts";
import { hanging, TONES } from "./text.ts";

type Criterion = RunStory["criteria"][number];

/** A story in one line, and a line for each acceptance criterion that does not hold. */
export function storyLines(story: RunStory, run: Run, screen: Screen): string[] {
  const { id, title, criteria } = story;
  const name = `Story ${line(id, 40)}: ${line(title, 120)}`;
  if (!wording.wasRun(story)) return hanging("· ", `${name}: not run`, screen, "dim");
  const open = criteria.filter((criterion) => !isSettled(criterion));
  const whole = countsOf(criteria);
  if (open.length === 0) return hanging("✓ ", `${name}: ${whole}`, screen, "green");
  return [
    ...wrap(`${name}: ${whole}`, screen.width).map((text) => paint(screen, "bold", text)),
    ...open.flatMap((criterion) => criterionLines(criterion, run, screen)),
  ];
}

const isSettled = (criterion: Criterion): boolean =>
  ["pass", "not-applicable", "waived", "not-run"].includes(criterion.verdict);

/** `12 pass, 3 fail, 1 to attest by hand`. */
function countsOf(criteria: readonly Criterion[]): string {
  const ofChecks = criteria.filter((criterion) => !wording.byHand(criterion));
  const counts = (["fail", "inconclusive", "waived", "not-run", "pass", "not-applicable"] as const).flatMap(
    (verdict) => {
      const count = ofChecks.filter((criterion) => criterion.verdict === verdict).length;
      return count > 0 ? [`${count} ${wording.MARKS[verdict].plural}`] : [];
    },
  );
  const byHand = criteria.filter(wording.byHand).map(({ ac }) => line(ac, 20));
  return [...counts, ...(byHand.length > 0 ? [`${byHand.join(", ")} ${wording.BY_HAND}`] : [])].join(", ");
}

function criterionLines(criterion: Criterion, run: Run, screen: Screen): string[] {
  const { ac, statement, verdict } = criterion;
  const text = [statement, ...decisiveOf(run, criterion)].join(": ");
  return hanging(`  ${wording.MARKS[verdict].glyph} ${line(ac, 20)} `, text, screen, TONES[verdict]);
}

/** What decided the verdict: of the first such check what is wrong with what, and how many others there are. */
function decisiveOf(run: Run, criterion: Criterion): string[] {
  const { verdict, narrowed = [] } = criterion;
  const proofs = wording.provenBy(run, criterion).filter((proof) => proof.verdict === verdict);
  const [proof] = proofs;
  const check = run.criteria.find(({ id }) => id === proof?.id);
  if (!proof || !check) return [];
  const part =
    proof.only === undefined ? undefined : narrowed.find((it) => it.check === proof.id && it.verdict === verdict);
  const subject = [...check.findings, ...check.unseen]
    .map(({ subject }) => subject)
    .find((subject) => part === undefined || isAbout(part.only, subject));
  const more = proofs.length > 1 ? ` (and ${proofs.length - 1} more)` : "";
  if (verdict === "inconclusive") {
    const nothing = part?.examined === 0 && check.verdict !== "inconclusive";
    const of = proof.only === undefined ? "" : ` of ${proof.only}`;
    return [`${check.id} ${nothing ? "examined nothing" : "was not judged"}${of}${more}`];
  }
  return [`${failingOf(check)}${subject === undefined ? "" : `: ${line(subject, 120)}`}${more}`];
}

/** The patterns in one line, and a line for each that is not followed. */
export function patternLines(run: Run, screen: Screen): string[] {
  const matrix = complianceOf(run);
  if (matrix.length === 0) return [];
  const open = matrix.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive");
  const followed = matrix.filter(({ verdict }) => verdict === "pass").length;
  const count = `Patterns: ${followed} of ${matrix.length} followed`;
  if (open.length === 0) return hanging("✓ ", count, screen, "green");
  return [
    paint(screen, "bold", count),
    ...open.flatMap(({ pattern, verdict, checks }) => {
      const decisive = checks
        .filter((check) => check.verdict === verdict)
        .map(({ id }) => id.replace(/^repository\//, ""));
      const text = `${pattern}: ${decisive.join(", ")}`;
      return hanging(`  ${wording.MARKS[verdict].glyph} `, text, screen, TONES[verdict]);
    }),
  ];
}
