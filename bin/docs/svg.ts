import { html } from "../../evidence/text.ts";

const LINE = 19;
const CELL = 8.43;
const MARGIN = 16;

/** Codes of https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ and how they are drawn. */
const STYLES: Record<string, string> = {
  "1": "font-weight:700",
  "2": "fill:#8b949e",
  "31": "fill:#ff7b72",
  "32": "fill:#7ee787",
  "33": "fill:#e3b341",
  "35": "fill:#d2a8ff",
};
/** What each code that ends something ends. */
const ENDS: Record<string, string[]> = { "22": ["1", "2"], "39": ["31", "32", "33", "35"] };

/** Lines with colours of a terminal as a drawing, `columns` wide. It fetches nothing. */
export function terminalSvg(lines: readonly string[], columns: number): string {
  const [width, height] = [Math.ceil(columns * CELL + 2 * MARGIN), lines.length * LINE + 2 * MARGIN];
  const rows = lines.map(
    (text, index) => `<text x="${MARGIN}" y="${MARGIN + 14 + index * LINE}">${spansOf(text)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>text { font: 14px ui-monospace, "SF Mono", Menlo, "Liberation Mono", "DejaVu Sans Mono", monospace; fill: #e6edf3; white-space: pre; }</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${rows.join("\n")}
</svg>
`;
}

function spansOf(text: string): string {
  let on: string[] = [];
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  const parts = text.split(/\x1b\[(\d+)m/);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) {
        on = ENDS[part] ? on.filter((code) => !ENDS[part]?.includes(code)) : [...on, part];
        return "";
      }
      if (part === "") return "";
      const style = on.flatMap((code) => STYLES[code] ?? []).join(";");
      return style === "" ? escaped(part) : `<tspan style="${style}">${escaped(part)}</tspan>`;
    })
    .join("");
}

/** A renderer may take away leading and double spaces. */
const escaped = (text: string): string =>
  text
    .split(/( +)/)
    .map((part) => (/^ +$/.test(part) ? "\u00a0".repeat(part.length) : html(part)))
    .join("");
