import { Document, isCollection, isScalar, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from "yaml";
import type { Draft } from "../../repository/draft/draft.ts";

/** A draft as YAML. Comments say where each value came from, and name what was not found. */
export function profileText(draft: Draft, { by, schema }: { by: string; schema?: string }): string {
  const document = new Document(undefined);
  document.contents = nodeOf(draft) as never;
  document.commentBefore = [
    ...(schema === undefined ? [] : [` yaml-language-server: $schema=${schema}`]),
    ` Written by assay ${by}. Each value says where it came from; read it before you trust it.`,
    " Not asked of the repository: platform, budget, stories, policies, appVersion and images of releases; clusters/infra.yaml",
    " of assay shows them. A checkout that lies elsewhere on every machine is named by --repo.",
  ].join("\n");
  return document.toString({ lineWidth: 0, nullStr: "", commentString: commented });
}

/** What a comment begins with that names what was not found. */
export const NOT_FOUND = "not found:";

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
  if (draft.is === "gap") return [` ${key}: ${draft.like}`.trimEnd() + ` # ${NOT_FOUND} ${inLine(draft.wanted)}`];
  if (draft.is !== "map") return undefined;
  const inner = draft.entries.map(([name, one]) => missingIn(name, one));
  return inner.every((lines) => lines !== undefined)
    ? [` ${key}:`, ...inner.flatMap((lines) => lines.map((line) => `  ${line}`))]
    : undefined;
}

function withComment<T extends Node>(node: T, comment: string): T {
  if (isScalar(node) || isCollection(node)) node.comment = ` ${inLine(comment)}`;
  return node;
}

const inLine = (comment: string): string => comment.replaceAll(/\s*\n\s*/g, " ");
