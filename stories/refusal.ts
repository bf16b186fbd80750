import type { Run, RunStory } from "../evidence/run.ts";
import { bare, overlap } from "./words.ts";
import type { StoryFile } from "./parse.ts";

/** Why a run signs nothing off, in a sentence; `undefined` where it may. */
export function refusalOf({ backend, outcome, startedAt }: Run): string | undefined {
  if (backend === "lab") return "the run is SIMULATED: it judged the embedded lab, not a cluster";
  if (backend === "replay") return "the run is REPLAYED: it judged saved observations again, not a cluster";
  if (outcome.refused !== undefined) return `the run was REFUSED: ${outcome.refused}`;
  if (outcome.unidentified !== undefined) return `nobody knows which cluster was judged: ${outcome.unidentified}`;
  if (outcome.interrupted) return "the run was INTERRUPTED: it did not reach its end";
  if (outcome.partial) return `the run is PARTIAL: ${partialBecause(outcome)}`;
  if (Number.isNaN(Date.parse(startedAt))) return "the run does not say when it began";
  return undefined;
}

function partialBecause({ filtered, counts, silentAbout, unverified }: Run["outcome"]): string {
  return [
    ...(filtered ? ["--suite or --only left out checks"] : []),
    ...(counts.waived > 0 ? [`${counts.waived} check(s) are waived`] : []),
    ...(silentAbout ? [`the profile is silent about what runs there (${silentAbout.join(", ")})`] : []),
    ...(unverified ? ["the server's certificate was not verified"] : []),
    "it proves less than the whole",
  ].join("; ");
}

/**
 * The run's story that the file is about, or why there is none: the same id and title, about the same cluster, with its
 * acceptance criteria mapped. `clusters`: names of clusters that are known.
 */
export function storyIn(run: Run, file: StoryFile, clusters: readonly string[]): RunStory | { refused: string } {
  const { id, title = "" } = file;
  if (id === undefined || file.criteria.length === 0) return { refused: file.doubts.join("; ") };
  const [name, profile] = [run.cluster.name, run.cluster.profile];
  const other = clusters.find((cluster) => cluster !== name && speaksOf(title, cluster) && !speaksOf(title, name));
  if (other !== undefined) return { refused: `the story is about cluster ${other}, and the run judged ${name}` };
  const story = run.stories.find((it) => it.id === id);
  if (!story) {
    const known = run.stories.map((it) => it.id).join(", ") || "none";
    return {
      refused: `${profile} maps no story ${id} to checks (stories: ${known}); \`--init --story\` drafts a mapping`,
    };
  }
  if (bare(story.title) !== bare(title))
    return {
      refused: `story ${id} is "${title}" here and "${story.title}" in ${profile}: another cluster's, or renamed`,
    };
  const unmapped = file.criteria.filter(({ ac }) => !story.criteria.some((it) => it.ac === ac));
  if (unmapped.length > 0)
    return { refused: `${profile} maps no checks to ${unmapped.map(({ ac }) => ac).join(", ")} of story ${id}` };
  const changed = file.criteria.find(({ ac, text }) => {
    const statement = story.criteria.find((it) => it.ac === ac)?.statement ?? "";
    return overlap(statement, text) < ALIKE;
  });
  if (changed)
    return {
      refused: `${changed.ac} of the story says something else than ${changed.ac} of ${profile}: line ${changed.line}`,
    };
  return story;
}

/** A statement may be shorter than the criterion; most of its words must be in it. */
const ALIKE = 0.6;

/** `Bootstrap Infra Cluster` speaks of infra; the name alone may be a word of another meaning. */
const speaksOf = (title: string, cluster: string): boolean =>
  new RegExp(String.raw`(?<![\w-])${cluster.replace(/[^\w-]/g, "")}\s+cluster\b`, "i").test(title);
