import { isAlias, isCollection, isPair, isScalar, LineCounter, parseAllDocuments, type Document } from "yaml";
import { asYaml12 } from "./yaml-text/go-yaml.ts";
import type { CheckoutFile, Position, YamlDocument } from "../../../observations/checkout.ts";
import { eachNode } from "./yaml-text/nodes.ts";
import { documentsOf, placeBy, placesIn, withPositions, type Positions } from "./yaml-text/positions.ts";
import { mask, MARKS, restore, TEMPLATE, type Aside } from "./yaml-text/templates.ts";
import { duplicateKeys } from "./yaml-text/duplicate-keys.ts";

type Read = Pick<CheckoutFile, "documents" | "template" | "trouble">;

/**
 * How often aliases may repeat a value in one document: `maxAliasCount` of the yaml package, which counts before it
 * expands. It stops a "billion laughs", and admits one anchor for the interfaces of three hundred nodes.
 */
const MAX_ALIASES = 500;

/** The documents of a file. Of a template, the documents without its expressions. */
export function readYaml(file: string, text: string): Read {
  const read = readText(file, text);
  // only a file that cannot be read as it stands is changed: text in a block scalar may look the same
  if (!read.documents.some(({ problems }) => problems.some(({ kind }) => kind !== "duplicate-key"))) return read;
  const changed = asYaml12(text);
  if (changed === text) return read;
  const again = readText(file, changed);
  return again.documents.some(({ problems }) => problems.some(({ kind }) => kind === "syntax")) ? read : again;
}

/** Gives the documents of a file that was handed over as data their positions again. */
export function withPositionsAgain(file: CheckoutFile): void {
  let places: readonly Positions[] | undefined;
  for (const [index, document] of file.documents.entries())
    withPositions(document, () => (places ??= placesOf(file))[index] ?? {});
}

function placesOf({ path, text = "", template }: CheckoutFile): readonly Positions[] {
  const isReadAsItStands = template === undefined && asYaml12(text) === text;
  return isReadAsItStands ? placesIn(text) : readYaml(path, text).documents.map(({ positions }) => positions);
}

function readText(file: string, text: string): Read {
  const conflict = conflictIn(file, text);
  if (conflict) return conflict;
  const parsed = MARKS.test(text) && TEMPLATE.test(file) ? undefined : parse(file, text);
  if (parsed && !(MARKS.test(text) && isBroken(parsed)))
    return isBroken(parsed) ? (substituted(file, text) ?? parsed.read) : parsed.read;
  const aside = mask(text);
  const masked = parse(file, aside.text, aside);
  const template = aside.blocks ? "blocks" : "expressions";
  if (isBroken(masked)) {
    const message = "it is a template whose text is no YAML until it is rendered";
    return { documents: [], template, trouble: { kind: "template", message } };
  }
  return { ...masked.read, template };
}

/** A merge that nobody finished is broken YAML, and no template, whatever else the file holds. */
function conflictIn(file: string, text: string): Read | undefined {
  const found = /^(?:<{7}|>{7}) \S/m.exec(text);
  if (!found) return undefined;
  const line = text.slice(0, found.index).split("\n").length;
  const message = `a merge conflict is not resolved: the line begins with ${found[0].slice(0, 7)}`;
  const problems: YamlDocument["problems"] = [{ kind: "syntax", message, line, column: 1 }];
  const start: Position = [line, 1];
  return { documents: [{ file, index: 0, value: undefined, start, positions: {}, problems, conditional: false }] };
}

/**
 * A file of values that Flux substitutes (`[vault.${DOMAIN}:8200]`) is YAML only afterwards, so it is read without its
 * variables. A manifest is not: kustomize reads it before the substitution.
 */
function substituted(file: string, text: string): Read | undefined {
  if (!text.includes("${") || /^kind:/m.test(text)) return undefined;
  const aside = mask(text, /\$\{[^{}\n]*\}/g);
  const masked = parse(file, aside.text, aside);
  return isBroken(masked) ? undefined : { ...masked.read, template: "expressions" };
}

interface Parsed {
  read: Read;
  /** Whether a key is itself a map or a list, as `{{ .x }}` without quotes parses: nobody means such YAML. */
  keyedByCollections: boolean;
}

const isBroken = ({ read, keyedByCollections }: Parsed): boolean =>
  keyedByCollections || read.documents.some(({ problems }) => problems.some(({ kind }) => kind === "syntax"));

function parse(file: string, text: string, aside?: Aside): Parsed {
  const lines = new LineCounter();
  const conditional = aside?.blocks ?? false;
  // once for a text: a file may hold thousands of documents
  const hasAliases = /\*\w/.test(text);
  const documents = documentsOf(text, lines);
  const place = placeBy(lines);
  const keyedByCollections = MARKS.test(text) && documents.some(hasCollectionKey);
  let places: readonly Positions[] | undefined;
  const read = documents.map((document, index): YamlDocument => {
    const start = place(document.contents?.range?.[0] ?? document.range?.[0] ?? 0);
    const problems = problemsOf(document, place, { hasAliases, conditional });
    const one = { file, index, value: undefined as unknown, start, problems, conditional };
    // such YAML is read again without its expressions
    const isUnreadable = (!aside && keyedByCollections) || problems.some(({ kind }) => kind !== "duplicate-key");
    if (isUnreadable) return withPositions(one, () => ({}));
    if (aside) restore(document, aside.expressions);
    one.value = document.toJS({ maxAliasCount: MAX_ALIASES });
    return withPositions(one, () => (places ??= placesIn(text))[index] ?? {});
  });
  return { read: { documents: read }, keyedByCollections };
}

function hasCollectionKey({ contents }: Document.Parsed): boolean {
  let found = false;
  eachNode(contents, (node) => {
    found ||= isPair(node) && isCollection(node.key);
  });
  return found;
}

/** Keys whose strings of several lines hold YAML. */
const HOLDS_YAML =
  /^(?:patch|patches|patchesStrategicMerge|configPatches|values|strategicMergePatches|jsonPatches|transformers)$|\.ya?ml$/;

/** The YAML inside strings of these documents, and inside strings of that YAML in turn. */
export function innerYaml(documents: readonly YamlDocument[]): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  const look = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const item of value) look(item, key);
    else if (typeof value === "object" && value !== null)
      for (const [inner, item] of Object.entries(value)) look(item, inner);
    else if (typeof value === "string" && HOLDS_YAML.test(key) && value.includes(":") && !found.has(value)) {
      const parsed = parseString(value);
      if (!parsed) return;
      found.set(value, parsed);
      look(parsed, "");
    }
  };
  for (const { value } of documents) look(value, "");
  return found;
}

function parseString(text: string): unknown[] | undefined {
  try {
    const aside = MARKS.test(text) ? mask(text) : undefined;
    const documents = [...parseAllDocuments(aside?.text ?? text, { merge: true, uniqueKeys: false })];
    if (aside) for (const document of documents) restore(document, aside.expressions);
    if (documents.some(({ errors }) => errors.length > 0)) return undefined;
    const values = documents.map((document) => document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown);
    return values.every((value) => typeof value === "object") ? values : undefined;
  } catch {
    // a string that only looks like YAML: checks that want it say that it cannot be read
    return undefined;
  }
}

/** The parser is recursive and reports a stack overflow as if it were the file's error. */
const inPlainWords = (message: string): string =>
  /call stack/i.test(message) ? "it nests too deeply to be read" : message;

function problemsOf(
  document: Document.Parsed,
  place: (offset: number) => Position,
  { hasAliases, conditional }: { hasAliases: boolean; conditional: boolean },
): YamlDocument["problems"] {
  const found = document.errors.map((error): YamlDocument["problems"][number] => {
    const [line, column] = place(error.pos[0]);
    // its first line only: the rest draws the source, which may hold a secret
    const message = (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
    return { kind: "syntax", message: inPlainWords(message), line, column };
  });
  // both branches of a template may write the same key
  for (const offset of conditional ? [] : duplicateKeys(document.contents)) {
    const [line, column] = place(offset);
    found.push({ kind: "duplicate-key", message: "Map keys must be unique", line, column });
  }
  // most documents have no aliases, and walking them takes half of the time
  if (!hasAliases) return found;
  const anchors = new Set<string>();
  eachNode(document.contents, (node) => {
    if (isAlias(node)) {
      if (anchors.has(node.source)) return;
      const [line, column] = place(node.range?.[0] ?? 0);
      found.push({ kind: "undefined-alias", message: `the alias *${node.source} names no anchor`, line, column });
    } else if ((isScalar(node) || isCollection(node)) && node.anchor) anchors.add(node.anchor);
  });
  return found;
}
