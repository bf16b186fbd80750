import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { costsOf } from "./costs.ts";
import { profileText } from "./draft-text.ts";
import { draftFrom } from "./drafted.ts";
import { withStory } from "./draft-story.ts";
import { UsageError } from "./usage-error.ts";
import { resolvePath } from "./paths.ts";

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

/** Writes a profile from a checkout. Never overwrites a file. Throws UsageError. */
export async function initProfile(
  { checkout, name, story, out }: InitOptions,
  root: string,
  criteria: readonly AnyCriterion[],
): Promise<Written> {
  const drafted = await draftFrom(checkout, name, "--init");
  const file = out === undefined ? path.join(root, "clusters", `${drafted.name}.yaml`) : resolvePath(out);
  const shown = out === "-" ? "standard output" : path.relative(process.cwd(), file) || file;
  const draft = story === undefined ? drafted.draft : withStory(drafted.draft, story, criteria);
  const text = profileText(draft, { checkout, schema: schemaFrom(out, file, root) });
  const costs = costsOf(text, shown, criteria);
  if (out === "-") return { text, message: costs };
  refuseExisting(file, shown);
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    // fails where the file exists, even if it was written a moment ago
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    refuseExisting(file, shown);
    throw new UsageError(`${shown} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  const next = `npm test -- --cluster ${out === undefined ? drafted.name : shown} --suite 20-repository --repo ${checkout}`;
  return { message: `${shown}\n${costs}\nJudge the checkout by it: ${next}` };
}

function refuseExisting(file: string, shown: string): void {
  if (existsSync(file))
    throw new UsageError(`${shown} is there already and stays as it is; name another file with --out, or --out -`);
}

/**
 * How a profile names its schema: by a path relative to the profile, or by URL. A URL where the profile goes to
 * standard output, or where the path has a blank or `#`, at which the editors' language server would cut it:
 * https://github.com/redhat-developer/yaml-language-server/blob/main/src/languageservice/services/modelineUtil.ts
 */
const schemaFrom = (out: string | undefined, file: string, root: string): string => {
  const schema = path.join(root, "clusters/profile.schema.json");
  const relative = path.relative(path.dirname(file), schema);
  if (out === "-" || /[\s#]/.test(relative)) return pathToFileURL(schema).href;
  return relative.startsWith(".") ? relative : `./${relative}`;
};
