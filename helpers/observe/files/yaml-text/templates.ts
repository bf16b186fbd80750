import { isScalar, type Document } from "yaml";
import { eachNode } from "./nodes.ts";

/** Files that a program renders before anybody reads them as YAML. */
export const TEMPLATE = /\.(gotmpl|j2|tpl|tftpl|tmpl|jinja2?)$/;

/** What may be an expression of a template. */
export const MARKS = /\{\{|\{%|<%|\{#|#\{|#%|%\{~?\s*(?:if|for)\b/;

/**
 * Go templates and jinja, with makejinja's delimiters too (`#{ }#`, `#% %#`, `#| |#`), and the directives of Terraform's
 * templates: https://developer.hashicorp.com/terraform/language/expressions/strings#directives
 */
const EXPRESSION =
  /%\{~?\s*(?:if|else|endif|for|endfor)\b[^}]*\}|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|<%[\s\S]*?%>|\{#[\s\S]*?#\}|#\{[\s\S]*?\}#|#%[\s\S]*?%#|#\|[\s\S]*?\|?#/g;

const CONTROL = /^(?:\{%|<%|#%|%\{|\{\{-?\s*(?:if|else|end|range|with|define|block|template)\b)/;

/** Expressions that print nothing: comments, assignments. */
const SILENT = /^(?:\{#|#\||\{\{-?\s*(?:\/\*|\$\w*\s*:?=))/;

/** The expressions that were taken out of a template, to be put back into values. */
export interface Aside {
  text: string;
  blocks: boolean;
  expressions: string[];
}

/** Private-use characters of Unicode, which no real text holds: a beginning, a number, and filling. */
const [BEGIN, FILLING, NUMBER, NUMBERS] = ["\uE000", "\uE001", 0xe100, 0xf800 - 0xe100];

/**
 * Replaces expressions without moving the rest: one that prints becomes a word of the same length, others become
 * blanks.
 */
export function mask(text: string, expression = EXPRESSION): Aside {
  let blocks = false;
  const expressions: string[] = [];
  const masked = text.replace(expression, (found: string) => {
    const control = CONTROL.test(found);
    if (control) blocks = true;
    if (control || SILENT.test(found)) return found.replace(/[^\n]/g, " ");
    const number = String.fromCharCode(NUMBER + ((expressions.push(found) - 1) % NUMBERS));
    return `${BEGIN}${number}${found.slice(2).replace(/[^\n]/g, FILLING)}`;
  });
  return { text: masked, blocks, expressions };
}

const putBack = (text: string, expressions: readonly string[]): string =>
  text.replace(
    /\uE000([\uE100-\uF8FF])(?:\uE001|\s+(?=\uE001))*/g,
    (_, number: string) => expressions[number.charCodeAt(0) - NUMBER] ?? "{{ … }}",
  );

/** Puts the expressions into the values again. */
export const restore = ({ contents }: Document.Parsed, expressions: readonly string[]): void =>
  eachNode(contents, (node) => {
    if (isScalar(node) && typeof node.value === "string" && node.value.includes(BEGIN))
      node.value = putBack(node.value, expressions);
  });
