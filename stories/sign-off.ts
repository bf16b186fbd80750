import type { Run, RunStory } from "../evidence/run.ts";
import { withBlock } from "./block.ts";
import { evidenceLines, HEADING, type Evidence } from "./evidence-section.ts";
import { parseStory, type Box } from "./parse.ts";
import { refusalOf, storyIn } from "./refusal.ts";
import { saysTheSame } from "./words.ts";

/** A story with what a run proves written into it. */
export interface SignedOff {
  text: string;
  /** Boxes that are ticked now. */
  ticked: Box[];
  /** Boxes that were ticked before and that this run does not prove. They stay as they are. */
  unproven: { box: Box; verdict: string }[];
  /** Boxes whose checks did not pass, or of which the profile says that none can judge them. */
  open: { box: Box; verdict: string }[];
  /** Boxes of which the profile says nothing. */
  unmapped: Box[];
}

/**
 * Writes what a run proves into a story's text: ticks boxes whose checks all passed and writes the section of evidence.
 * Nothing is unticked and no other byte changes. Done again with the same run, nothing changes.
 */
export function signOff(
  text: string,
  run: Run,
  evidence: Evidence,
  clusters: readonly string[],
): SignedOff | { refused: string } {
  const refused = refusalOf(run);
  if (refused !== undefined) return { refused };
  const file = parseStory(text);
  const story = storyIn(run, file, clusters);
  if ("refused" in story) return story;
  const known = file.boxes.flatMap((box) => {
    const criterion = criterionOf(box, story);
    return criterion ? [{ box, verdict: verdictOf(criterion) }] : [];
  });
  const ticked = known.filter(({ box, verdict }) => !box.isTicked && verdict === "pass").map(({ box }) => box);
  const unproven = known.filter(({ box, verdict }) => box.isTicked && verdict !== "pass");
  const open = known.filter(({ box, verdict }) => !box.isTicked && verdict !== "pass");
  const unmapped = file.boxes.filter((box) => !known.some((it) => it.box === box));
  const lines = evidenceLines({ run, story, evidence, unproven });
  return {
    text: withBlock(tick(text, ticked), { name: "evidence", heading: HEADING, lines }),
    ticked,
    unproven,
    open,
    unmapped,
  };
}

/** The criterion with the box's words, if it is one alone. */
function criterionOf(box: Box, { criteria }: RunStory): RunStory["criteria"][number] | undefined {
  const found = criteria.filter(({ statement }) => saysTheSame(statement, box.text));
  return found.length === 1 ? found[0] : undefined;
}

/** What no check can judge is attested by hand, whatever else is known. */
const verdictOf = ({ criteria, verdict }: RunStory["criteria"][number]): string =>
  criteria.length === 0 ? "not judged: attest by hand" : verdict;

function tick(text: string, boxes: readonly Box[]): string {
  let made = text;
  for (const { at } of boxes) made = `${made.slice(0, at)}x${made.slice(at + 1)}`;
  return made;
}
