import type { Finding } from "../../criteria/criterion.ts";
import type { Side } from "../../observations/checkout.ts";
import { complianceOf } from "../compliance.ts";
import { differencesOf, keysInWords, KEYS_SHOWN, TABLES_SHOWN, type Differences } from "../differences.ts";
import { value } from "./values.ts";
import { glyph, linked, marked, table, type Cell } from "./table.ts";
import { alike, noticesOf, placeOf, SEVERITIES, subjectOf, type Severity } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { html, htmlProse } from "../../evidence/text.ts";
import { moment, SHOWN } from "../wording.ts";

/** Findings as tables. Findings with the same reason and the same remedy share a table, which has both below it. */
export function findingTables(all: readonly Finding[], caption: string, most: number): string {
  const findings = all.filter(({ differs }) => !differs);
  const keys = keysInWords(all);
  const placed = findings.some(({ where }) => where);
  const groups = alike(findings.slice(0, most)).map((group) => {
    const since = group.some((finding) => finding.since !== undefined);
    const rows = group.map((finding): Cell[] => [
      headOf(finding),
      value(finding.expected),
      value(finding.actual),
      ...(since ? [{ html: finding.since === undefined ? "" : html(moment(finding.since)), kind: "moment" }] : []),
    ]);
    const head = [placed ? "Where" : "Subject", "Expected", "Actual", ...(since ? ["Since"] : [])];
    const widths = [placed ? "36%" : "22%", placed ? "32%" : "22%", "", ...(since ? ["18%"] : [])];
    const [first] = group;
    return `${table(head, rows, html(`Findings: ${caption}`), widths)}${first ? reasons(first) : ""}`;
  });
  const more = findings.length - most;
  return [
    ...groups,
    more > 0 ? `<p class="soft">… and ${more} more in run.json</p>` : "",
    keys === "" ? "" : `<p>${html(keys)}: see <a href="#differences">key by key</a>.</p>`,
  ].join("\n");
}

function headOf(finding: Finding): string {
  const subject = subjectOf(finding);
  const parts = [
    subject === undefined ? undefined : `<code class="object">${html(subject)}</code>`,
    finding.where && place(finding.where),
  ];
  return parts.filter(Boolean).join("<br>");
}

export const place = (where: Parameters<typeof placeOf>[0]): string =>
  `<code class="place">${html(placeOf(where), 1_100)}</code>`;

export const reasons = ({ because, mend }: Finding): string => reasonsInWords([because ?? ""], [mend ?? ""]);

function reasonsInWords(because: string[], mend: string[]): string {
  const paragraphs = (label: string, parts: string[]): string[] =>
    parts
      .filter(Boolean)
      .slice(0, SHOWN)
      .map((part) => `<p class="reason"><strong>${label}:</strong> ${htmlProse(part)}</p>`);
  return [...paragraphs("Why it matters", because), ...paragraphs("Mend", mend)].join("");
}

/** What is worth mending though it fails nothing, worst first. */
export const noticesOfCheck = (check: RunCheck, most: number): string =>
  (Object.keys(SEVERITIES) as Severity[])
    .map((severity) => {
      const found = noticesOf(check, severity);
      if (found.length === 0) return "";
      const { glyph, one, many } = SEVERITIES[severity];
      const name = `${found.length} ${found.length === 1 ? one : many}`;
      return `<h4 class="${severity}"><span aria-hidden="true">${glyph}</span> ${name}</h4>\n${findingTables(found, check.title, most)}`;
    })
    .join("\n");

/** The patterns of bootstrapping with the verdicts of their checks. */
export function compliance(run: Run): string | undefined {
  const matrix = complianceOf(run);
  if (matrix.length === 0) return undefined;
  const rows = matrix.map(({ pattern, asks, verdict, checks, seen }): Cell[] => [
    `<strong>${html(pattern)}</strong><br><span class="soft">${html(asks)}</span>`,
    marked(verdict),
    html(seen),
    checks.map(({ id, verdict }) => `${glyph(verdict)} ${linked(run, id)}`).join("<br>"),
  ]);
  return table(["Pattern", "Verdict", "Seen", "Proven by"], rows, "Pattern compliance", ["22%", "17%", "", "32%"]);
}

/** A release that helmfile and Flux both define, key by key. */
export function differences(run: Run): string | undefined {
  const tables = differencesOf(run);
  if (tables.length === 0) return undefined;
  const more = tables.length - TABLES_SHOWN;
  const shown = tables.slice(0, TABLES_SHOWN).map((one) => differenceTable(one, run));
  return `${shown.join("\n")}${more > 0 ? `<p class="soft">… and ${more} more in run.json</p>` : ""}`;
}

function differenceTable({ subject, check, left, right, keys, because, mend }: Differences, run: Run): string {
  const side = ({ says, where }: Side): string =>
    `<code>${html(says)}</code>${where ? `<br><code class="soft">${html(placeOf(where), 1_100)}</code>` : ""}`;
  const rows = keys
    .slice(0, KEYS_SHOWN)
    .map(({ key, left, right, weight }): Cell[] => [
      `<code>${html(key)}</code>`,
      side(left),
      side(right),
      html(weight),
    ]);
  const more = keys.length - KEYS_SHOWN;
  const shared = [left, right].flatMap(({ by, where }) => (where ? [`${html(by)}: ${place(where)}`] : []));
  const count = `${keys.length} ${keys.length === 1 ? "key" : "keys"}`;
  return [
    `<h3>${html(subject)}</h3>`,
    `<p class="soft">${[count, linked(run, check), ...shared].join(" · ")}</p>`,
    table(["Key", html(left.by), html(right.by), "Weight"], rows, html(subject), ["27%", "", "33%", "10%"]),
    more > 0 ? `<p class="soft">… and ${more} more in run.json</p>` : "",
    reasonsInWords(because, mend),
  ].join("\n");
}
