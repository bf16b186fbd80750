import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Document, isCollection, isScalar, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from "yaml";
import { parseProfile, problemInWords } from "../../clusters/parse.ts";
import type { Draft } from "../../repository/draft/draft.ts";
import { draftOf } from "../../repository/draft/profile.ts";
import { UsageError } from "./usage-error.ts";
import { readCheckout } from "../observe/files/repository.ts";
import { resolvePath } from "./paths.ts";
import { SourceError } from "../trouble.ts";

export interface InitOptions {
  /** The path of the GitOps repository, as it was given. */
  checkout: string;
  /** The name of a cluster in it. */
  name?: string;
  /** `-` is standard output. */
  out?: string;
}

/** The result of `--init`: the profile, where it goes to standard output, and a message for people. */
export interface Written {
  text?: string;
  message: string;
}

/** Writes a profile from a checkout. Never overwrites a file. Throws UsageError. */
export async function initProfile({ checkout, name, out }: InitOptions, root: string): Promise<Written> {
  const drafted = draftOf(await read(checkout), name);
  if (drafted.refusal !== undefined) throw new UsageError(drafted.refusal);
  const file = out === undefined ? path.join(root, "clusters", `${drafted.name}.yaml`) : resolvePath(out);
  const shown = out === "-" ? "standard output" : path.relative(process.cwd(), file) || file;
  const text = profileText(drafted.draft, { checkout, schema: schemaFrom(out, file, root) });
  const gaps = gapsIn(text, shown);
  if (out === "-") return { text, message: gaps };
  refuseExisting(file, shown);
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    // fails where the file exists, even if it was written a moment ago
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    refuseExisting(file, shown);
    throw new UsageError(`${shown} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { message: `${shown}\n${gaps}` };
}

async function read(checkout: string): ReturnType<typeof readCheckout> {
  try {
    return await readCheckout(checkout);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new UsageError(
      error.message
        .replace("with --repo, or repository in the profile", "with --init")
        .replace("with --repo", "with --init"),
    );
  }
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

/** What must be filled in before the profile loads. */
function gapsIn(text: string, shown: string): string {
  const { problems = [] } = parseProfile(text, shown);
  const optional = text.split("\n").filter((line) => line.includes(`# ${NOT_FOUND}`) && /^\s*#/.test(line)).length;
  const rest = `${optional} more that could be said stand in it as comments`;
  return problems.length === 0
    ? `It loads; ${rest}.`
    : `Fill in before it loads (${rest}):\n${problems.map((problem) => `  ${problemInWords(problem)}`).join("\n")}`;
}

const NOT_FOUND = "not found:";

/** A draft as YAML. Comments say where each value came from, and name what was not found. */
export function profileText(draft: Draft, { checkout, schema }: { checkout: string; schema: string }): string {
  const document = new Document(undefined);
  document.contents = nodeOf(draft) as never;
  document.commentBefore = [
    ` yaml-language-server: $schema=${schema}`,
    ` Written by assay --init ${checkout}. Each value says where it came from; read it before you trust it.`,
    " Not asked of the repository: platform, budget, stories, policies, appVersion and images of releases; clusters/infra.yaml",
    " shows them. The checkout itself is named by --repo, because it lies elsewhere on every machine.",
  ].join("\n");
  return document.toString({ lineWidth: 0, nullStr: "", commentString: commented });
}

const commented = (comment: string): string => comment.replaceAll(/^(?!$)/gm, "#");

function nodeOf(draft: Draft): Node {
  switch (draft.is) {
    case "value":
      return withComment(new Scalar(draft.value), draft.from);
    case "gap":
      return withComment(new Scalar(null), `${NOT_FOUND} ${draft.wanted}`);
    case "flow": {
      const line = new YAMLMap();
      line.flow = true;
      line.items = Object.entries(draft.of).map(([key, one]) => new Pair(new Scalar(key), new Scalar(one)));
      return withComment(line, draft.from);
    }
    case "list": {
      const items = new YAMLSeq();
      items.items = draft.items.map(nodeOf);
      if (draft.gap !== undefined) items.comment = ` ${NOT_FOUND} ${draft.gap}`;
      return items;
    }
    case "map":
      return mapOf(draft);
  }
}

/** A comment about a missing key stands before the next key, or at the end. */
function mapOf({ entries }: Draft & { is: "map" }): Node {
  const found = new YAMLMap<Scalar, Node>();
  let waiting: string[] = [];
  for (const [key, draft] of entries) {
    const missing = missingIn(key, draft);
    if (missing) {
      waiting.push(...missing);
      continue;
    }
    const name = new Scalar(key);
    if (waiting.length > 0) name.commentBefore = waiting.join("\n");
    waiting = [];
    found.items.push(new Pair(name, nodeOf(draft)));
  }
  if (waiting.length > 0) found.comment = waiting.join("\n");
  return found;
}

/**
 * The commented lines of a key that was not found. Where all keys of a map are missing, the map is commented as a
 * whole.
 */
function missingIn(key: string, draft: Draft): string[] | undefined {
  if (draft.is === "gap" && !draft.required)
    return [` ${key}: ${draft.like}`.trimEnd() + ` # ${NOT_FOUND} ${draft.wanted}`];
  if (draft.is !== "map") return undefined;
  const inner = draft.entries.map(([name, one]) => missingIn(name, one));
  return inner.every((lines) => lines !== undefined)
    ? [` ${key}:`, ...inner.flatMap((lines) => lines.map((line) => `  ${line}`))]
    : undefined;
}

function withComment<T extends Node>(node: T, comment: string): T {
  if (isScalar(node) || isCollection(node)) node.comment = ` ${comment.replaceAll(/\s*\n\s*/g, " ")}`;
  return node;
}
