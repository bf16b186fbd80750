import type { Verdict } from "../../criteria/judge.ts";
import type { Run } from "../../evidence/run.ts";
import { html } from "../../evidence/text.ts";
import { MARKS } from "../wording.ts";

/** HTML that is already escaped. A string alone is a cell without a class. */
export type Cell = string | { html: string; kind: string };

/**
 * A table that stacks on narrow screens, where each cell says its column. With widths ("" for the rest) it keeps to
 * them.
 */
export function table(head: string[], rows: Cell[][], caption: string, widths: string[] = []): string {
  const heads = head.map((name, index) => {
    const first = rows[0]?.[index];
    return `<th scope="col"${typeof first === "object" ? ` class="${first.kind}"` : ""}>${name}</th>`;
  });
  const body = rows.map((cells) => `<tr>${cells.map((cell, index) => cellOf(cell, head[index])).join("")}</tr>`);
  // the page's policy allows no style attributes
  const columns = widths.map((width) => (width === "" ? `<col>` : `<col width="${width}">`));
  const group = columns.length > 0 ? `<colgroup>${columns.join("")}</colgroup>` : "";
  return `<table class="stack${group && " fixed"}" aria-label="${caption}">${group}<thead><tr>${heads.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}

function cellOf(cell: Cell, label = ""): string {
  const { html: shown, kind } = typeof cell === "string" ? { html: cell, kind: "" } : cell;
  return `<td${kind ? ` class="${kind}"` : ""}${label && shown ? ` data-label="${label}"` : ""}>${shown}</td>`;
}

/** The verdict's sign without its word. */
export const glyph = (verdict: Verdict | "not-run"): string =>
  `<span class="${verdict}" role="img" aria-label="${MARKS[verdict].word}">${MARKS[verdict].glyph}</span>`;

/** The verdict's sign and word: never colour alone. */
export const marked = (verdict: Verdict | "not-run"): string =>
  `<span class="verdict ${verdict}"><span aria-hidden="true">${MARKS[verdict].glyph}</span> ${MARKS[verdict].word}</span>`;

/**
 * The id of a check's place in the page, which is the check's own: `#flux/git-source-is-ready`. An id may be hostile
 * text, and must neither leave the attribute nor be the id of a section.
 */
export function anchor(id: string): string {
  const safe = id.slice(0, 200).replace(/[^\w/-]+/g, "-");
  return safe.includes("/") ? safe : `check/${safe}`;
}

/** A check's id, as a link where the page has a place for it. */
export const linked = ({ criteria }: Pick<Run, "criteria">, id: string): string =>
  criteria.some((check) => check.id === id)
    ? `<a href="#${anchor(id)}"><code>${html(id)}</code></a>`
    : `<code>${html(id)}</code>`;

/** A file of the run's folder, as a link. Whatever could lead elsewhere is no link. */
export const fileLink = (file: string): string => {
  const name = `<code>${html(file)}</code>`;
  return /^(?:observations|transcripts)\/\w[\w-]*(?:\.\w[\w-]*)+$/.test(file) ? `<a href="${file}">${name}</a>` : name;
};
