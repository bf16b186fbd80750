import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { filled, value, type Draft } from "../../repository/draft/draft.ts";
import { costsOf } from "./costs.ts";
import { profileText } from "./draft-text.ts";
import { draftFrom } from "./drafted.ts";
import { withStory } from "./draft-story.ts";
import { UsageError } from "./usage-error.ts";
import { resolvePath } from "./paths.ts";
import { wordsOf } from "../../observations/words.ts";

export interface InitOptions {
  /** The path of the GitOps repository, as it was given. */
  checkout: string;
  /** The name of a cluster in it. */
  name?: string;
  /** A story's Markdown, whose acceptance criteria are mapped to checks. */
  story?: string;
  /** `-` is standard output. */
  out?: string;
}

/** The result of `--init`: the profile, where it goes to standard output, and a message for people. */
export interface Written {
  text?: string;
  message: string;
}

/** Where profiles are written to. */
export interface ProfilePlaces {
  /** The file of a cluster's profile, unless --out names another. */
  fileOf(name: string): string;
  /** The repository that profiles belong to. */
  folder: string;
  /** The file of the schema. */
  schema: string;
}

/** Writes a profile from a checkout. Never overwrites a file. Throws UsageError. */
export async function initProfile(
  { checkout, name, story, out }: InitOptions,
  places: ProfilePlaces,
  criteria: readonly AnyCriterion[],
): Promise<Written> {
  const drafted = await draftFrom(checkout, name, "--init");
  const draft = story === undefined ? drafted.draft : withStory(drafted.draft, story, criteria);
  const written = writeProfile(draft, drafted.name, { by: `--init ${checkout}`, out }, places, criteria);
  if (out === "-") return written;
  const next = `npx assay --cluster ${out === undefined ? drafted.name : written.shown} --suite 20-repository --repo ${checkout}`;
  return { message: `${written.message}\nJudge the checkout by it: ${next}` };
}

/** Writes a draft to its file, or gives its text where `out` is `-`. `by`: the words of the call that drafted it. */
export function writeProfile(
  draft: Draft,
  name: string,
  { by, out, repository }: { by: string; out: string | undefined; repository?: string },
  places: ProfilePlaces,
  criteria: readonly AnyCriterion[],
): Written & { shown: string } {
  const file = out === undefined ? places.fileOf(name) : resolvePath(out);
  const shown = out === "-" ? "standard output" : path.relative(process.cwd(), file) || file;
  const beside = repository === undefined ? undefined : path.relative(path.dirname(file), repository) || ".";
  const whole =
    beside === undefined ? draft : filled(draft, ["repository"], value(beside, "the profile lies in the repository"));
  const text = profileText(whole, { by, schema: schemaFrom(out, file, places) });
  const costs = costsOf(text, shown, criteria);
  if (out === "-") return { text, message: costs, shown };
  refuseExisting(file, shown);
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    // fails where the file exists, even if it was written a moment ago
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    refuseExisting(file, shown);
    throw new UsageError(`${shown} cannot be written: ${wordsOf(error)}`);
  }
  return { message: `${shown}\n${costs}`, shown };
}

function refuseExisting(file: string, shown: string): void {
  if (existsSync(file))
    throw new UsageError(`${shown} is there already and stays as it is; name another file with --out, or --out -`);
}

/**
 * How a profile names its schema: by a path relative to the profile, or by URL. A URL where the profile goes to
 * standard output, where the schema lies elsewhere than in the repository, or where the path has a blank or `#`, at which the editors' language server would cut it:
 * https://github.com/redhat-developer/yaml-language-server/blob/main/src/languageservice/services/modelineUtil.ts
 */
const schemaFrom = (out: string | undefined, file: string, { schema, folder }: ProfilePlaces): string => {
  const relative = path.relative(path.dirname(file), schema);
  const isFar = path.relative(folder, schema).startsWith("..");
  if (out === "-" || isFar || /[\s#]/.test(relative)) return pathToFileURL(schema).href;
  return relative.startsWith(".") ? relative : `./${relative}`;
};
