import type { RunEvent } from "./event.ts";
import type { Chain } from "./chain.ts";

/** How a warning begins that says why a journal is not trusted. Such a run never passes. */
export const NOT_TRUSTED = "the journal is not trusted: ";

/**
 * Why a journal is not what one run leaves: cut within, put in another order, joined of two, or written by hand. Empty
 * where it is, and where a run was broken off: that is told by itself. `damaged`: how many of its lines are no events.
 */
export function doubtsAbout(events: readonly RunEvent[], damaged: number): string[] {
  const hasEnded = events.some(({ event }) => event === "run-finished");
  return [
    // the last line of a run that was killed may be cut off
    ...(damaged > (hasEnded ? 0 : 1) ? [`${damaged} of its lines cannot be read`] : []),
    ...headDoubts(events),
    ...(events.findIndex(({ event }) => event === "run-finished") < events.length - 1 && hasEnded
      ? ["it goes on after the run has ended"]
      : []),
    ...checkDoubts(events),
  ].map((doubt) => `${NOT_TRUSTED}${doubt}`);
}

/** Why the lines of a journal do not follow from each other; none where they do. No line of an old version's has a hash. */
export function chainDoubt({ broken, unchained, lines }: Chain): string | undefined {
  const [line] = broken;
  if (line === undefined) return undefined;
  if (unchained === lines) return "its lines bear no hashes, by which each would follow from the one before";
  return line === 1
    ? "its first line does not begin a journal: lines before it are gone"
    : `line ${line} does not follow from line ${line - 1}: one of them was edited, moved, added, or a line between is gone`;
}

function headDoubts(events: readonly RunEvent[]): string[] {
  const begins = events.filter(({ event }) => event === "run-started").length;
  if (begins === 0) return ["the begin of its run is missing"];
  if (begins > 1) return [`it holds ${begins} runs`];
  return events[0]?.event === "run-started" ? [] : ["the begin of its run is not its first line"];
}

/** Each check is declared by the run, begins within its suite, and ends after it began. */
function checkDoubts(events: readonly RunEvent[]): string[] {
  const started = events.find((event) => event.event === "run-started");
  const declared = new Map(started?.rows.map(({ id, suite }) => [id, suite]));
  const [open, begun] = [new Set<string>(), new Set<string>()];
  const doubts = new Set<string>();
  for (const event of events) {
    if (event.event === "suite-started") open.add(event.suite);
    if (event.event === "suite-finished") open.delete(event.suite);
    if (event.event !== "row-started" && event.event !== "row-finished") continue;
    const { id, suite } = event;
    if (declared.get(id) !== suite) doubts.add(`${id} is no check that its run declared`);
    // what is asked again at the end stands after the suites
    else if (event.event === "row-finished" && event.again) continue;
    else if (!open.has(suite)) doubts.add(`${id} stands outside of its suite`);
    else if (event.event === "row-finished" && !begun.has(id)) doubts.add(`${id} ends before it begins`);
    if (event.event === "row-started") begun.add(id);
  }
  return [...doubts];
}
