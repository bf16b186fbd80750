import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseAllDocuments, visit } from "yaml";
import type { Document, ParsedNode } from "yaml";
import { UNRESOLVED, type CheckoutFile, type Position, type YamlDocument } from "../../criteria/derive/repository/checkout.ts";

type Read = Pick<CheckoutFile, "documents" | "template" | "trouble">;

/**
 * Aliases may repeat a value this often in one document: `maxAliasCount` of the yaml package, which counts what an
 * expansion would make, so that a "billion laughs" stops before it is expanded.
 */
const MAX_ALIASES = 100;

/** The documents of a file; where it is a template, as much of them as stands without its expressions. */
export function readYaml(file: string, text: string): Read {
  const isTemplate = /\.(gotmpl|j2|tpl|tmpl|jinja2?)$/.test(file);
  if (!isTemplate) {
    const plain = parse(file, text, false);
    const broken = plain.documents.some(({ problems }) => problems.some(({ kind }) => kind === "syntax"));
    if (!(broken && MARKS.test(text))) return plain;
  }
  if (!MARKS.test(text)) return parse(file, text, false);
  const { masked, blocks } = mask(text);
  const read = parse(file, masked, blocks);
  const template = blocks ? "blocks" : "expressions";
  if (read.trouble) return { ...read, template };
  if (read.documents.some(({ problems }) => problems.some(({ kind }) => kind === "syntax"))) {
    const message = "it is a template whose text is no YAML until it is rendered";
    return { documents: [], template, trouble: { kind: "template", message } };
  }
  return { ...read, template };
}

const MARKS = /\{\{|\{%|\{#|#\{|#%/;

/** Go templates and jinja, with makejinja's delimiters too (`#{ }#`, `#% %#`, `#| |#`). */
const EXPRESSION = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}|#\{[\s\S]*?\}#|#%[\s\S]*?%#|#\|[\s\S]*?\|?#/g;

const CONTROL = /^(?:\{%|#%|\{\{-?\s*(?:if|else|end|range|with|define|block|template)\b)/;

/** Comments, assignments: they print nothing. */
const SILENT = /^(?:\{#|#\||\{\{-?\s*(?:\/\*|\$\w*\s*:?=))/;

/** Puts expressions aside without moving anything: what prints becomes UNRESOLVED, what does not becomes blank. */
function mask(text: string): { masked: string; blocks: boolean } {
  let blocks = false;
  const masked = text.replace(EXPRESSION, (expression: string) => {
    const control = CONTROL.test(expression);
    if (control) blocks = true;
    const stands = control || SILENT.test(expression) ? " " : UNRESOLVED;
    return expression.replace(/[^\n]/g, stands);
  });
  return { masked, blocks };
}

function parse(file: string, text: string, conditional: boolean): Read {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines, merge: true, uniqueKeys: !conditional })];
  const place = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return [line, col];
  };
  const read = documents.map((document, index): YamlDocument => {
    const [line, column] = place(document.contents?.range?.[0] ?? document.range?.[0] ?? 0);
    const one: YamlDocument = {
      file,
      index,
      value: undefined,
      positions: { "": [line, column] },
      problems: problemsOf(document, place),
      conditional,
    };
    if (one.problems.some(({ kind }) => kind !== "duplicate-key")) return one;
    one.value = document.toJS({ maxAliasCount: MAX_ALIASES });
    index_(document.contents, "", one.positions, place);
    return one;
  });
  return { documents: read };
}

function problemsOf(document: Document.Parsed, place: (offset: number) => Position): YamlDocument["problems"] {
  const found = document.errors.map((error): YamlDocument["problems"][number] => {
    const [line, column] = place(error.pos[0]);
    const kind = error.code === "DUPLICATE_KEY" ? "duplicate-key" : "syntax";
    // its first line only: the rest draws the source, which may hold a secret
    return { kind, message: (error.message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, ""), line, column };
  });
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        if (anchors.has(node.source)) return;
        const [line, column] = place(node.range?.[0] ?? 0);
        found.push({ kind: "undefined-alias", message: `the alias *${node.source} names no anchor`, line, column });
      } else if (node.anchor) anchors.add(node.anchor);
    },
  });
  return found;
}

/** Where each key and each item stands. */
function index_(
  node: ParsedNode | null,
  above: string,
  positions: Record<string, Position>,
  place: (offset: number) => Position,
): void {
  if (!isCollection(node)) return;
  for (const [index, item] of node.items.entries()) {
    if (isMap(node) && isPair(item) && isScalar(item.key)) {
      const key = `${above}/${String(item.key.value).replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (item.key.range) positions[key] = place(item.key.range[0]);
      index_(item.value as ParsedNode | null, key, positions, place);
    } else if (!isPair(item)) {
      const key = `${above}/${index}`;
      const range = (item as ParsedNode).range;
      if (range) positions[key] = place(range[0]);
      index_(item as ParsedNode, key, positions, place);
    }
  }
}
