import type { Finding } from "../criteria/criterion.ts";
import { html, line, markdownCell, markdownProseCell } from "../evidence/text.ts";
import { counted, firstCause, headline } from "../reports/headlines.ts";
import { page } from "../reports/html/page.ts";
import { STYLE } from "../reports/html/style.ts";
import { table as htmlTable } from "../reports/html/table.ts";
import { table } from "../reports/markdown/findings.ts";
import { moment, reservationsOf, stampOf, verdictWord } from "../reports/wording.ts";
import { exitOf, type Compared } from "./compared.ts";
import { worstOf, type Exit, type Member } from "./member.ts";

/** `fleet.json`: what several clusters' runs tell together. */
export interface Fleet {
  schema: "assay/fleet/v1";
  startedAt: string;
  endedAt: string;
  exit: Exit;
  members: FleetMember[];
  compared: Compared;
}

export interface FleetMember {
  cluster: string;
  name: string;
  exit: Exit;
  /** `FAIL`, `PASS, PARTIAL`, `REFUSED`; `NOT JUDGED` where there is no run. */
  verdict: string;
  /** The verdict in a few words, and the first cause; without a run, why there is none. */
  said: string;
  /** The stamp of a run that judged no live cluster. */
  stamp?: string;
  /** The path of its report, relative to the folder of the summary. */
  report?: string;
  tookMs: number;
}

/** `reportOf`: the path of a member's report as the summary is to name it. */
export function fleetOf(
  members: readonly Member[],
  compared: Compared,
  times: { startedAt: string; endedAt: string },
  reportOf: (folder: string) => string,
): Fleet {
  return {
    schema: "assay/fleet/v1",
    ...times,
    exit: worstOf([...members.map(({ exit }) => exit), ...(members.length > 0 ? [exitOf(compared)] : [])]),
    members: members.map((member) => told(member, reportOf)),
    compared,
  };
}

function told({ cluster, name, exit, run, why, folder, tookMs }: Member, reportOf: (folder: string) => string) {
  const cause = run && firstCause(run);
  const stamp = run && stampOf(run);
  const marks = run ? [verdictWord(run), ...reservationsOf(run).map(({ mark }) => mark)] : ["NOT JUDGED"];
  return {
    ...{ cluster, name, exit, verdict: [...new Set(marks)].join(", "), tookMs },
    said: line(run ? `${headline(run)}${cause === undefined ? "" : `: ${cause}`}` : (why ?? "it has no run"), 400),
    ...(stamp !== undefined && { stamp }),
    ...(folder !== undefined && { report: reportOf(folder) }),
  };
}

const WORDS: Record<Exit, string> = { 0: "PASS", 1: "FAIL", 2: "REFUSED", 3: "INCONCLUSIVE" };

/** The verdict of all in one line. */
export function fleetVerdict({ exit, members, compared }: Fleet): string {
  const count = (which: Exit): number => members.filter((member) => member.exit === which).length;
  const parts = [
    `${count(0)} of ${counted(members.length, "cluster")} passed`,
    ...(count(1) > 0 ? [`${count(1)} failed`] : []),
    ...(count(2) > 0 ? [`${count(2)} refused, or not asked for rightly`] : []),
    ...(count(3) > 0 ? [`${count(3)} could not be judged`] : []),
    ...(compared.findings.length > 0 ? [`${counted(compared.findings.length, "finding")} between clusters`] : []),
    ...(compared.unseen.length > 0 ? [`${counted(compared.unseen.length, "comparison")} could not be made`] : []),
  ];
  return `${WORDS[exit]}: ${parts.join(", ")}`;
}

/** What people read at the end: a line each cluster, what was found between them, and the verdict of all. */
export function fleetLines(fleet: Fleet, shown: (report: string) => string): string[] {
  const { members, compared } = fleet;
  const [name, verdict] = [width(members, "name"), width(members, "verdict")];
  return [
    ...compared.findings.map((finding) => `✗ ${said(finding)}`),
    ...compared.unseen.map(({ subject, reason }) => `? ${line(`${subject}: not compared: ${reason}`, 400)}`),
    ...members.map(
      (member) =>
        `${GLYPHS[member.exit]} ${member.name.padEnd(name)}  ${member.verdict.padEnd(verdict)}  ${member.said}${member.report === undefined ? "" : `  ${shown(member.report)}`}`,
    ),
    fleetVerdict(fleet),
  ];
}

const GLYPHS: Record<Exit, string> = { 0: "✓", 1: "✗", 2: "✗", 3: "?" };

const width = (members: readonly FleetMember[], key: "name" | "verdict"): number =>
  Math.max(...members.map((member) => member[key].length));

const said = ({ subject, expected, actual }: Finding): string =>
  line(`${subject}: expected ${expected}; found ${actual}`, 400);

export function fleetMarkdown(fleet: Fleet): string {
  const rows = fleet.members.map(({ name, verdict, said: words, stamp, report }) => [
    markdownProseCell(name),
    verdict,
    markdownProseCell(stamp === undefined ? words : `${stamp} ${words}`),
    report === undefined ? "none" : `[report](${encodeURI(report)})`,
  ]);
  return [
    `# ${fleetVerdict(fleet)}`,
    `From ${moment(fleet.startedAt)} to ${moment(fleet.endedAt)}; exit code ${fleet.exit}.`,
    table(["cluster", "verdict", "what it says", "report"], rows),
    "## Between the clusters",
    ...betweenRows(fleet.compared).map(
      ([head, lines]) => `${head}:\n\n${lines.map((text) => `- ${markdownCell(text)}`).join("\n")}`,
    ),
    "",
  ].join("\n\n");
}

export function fleetHtml(fleet: Fleet): string {
  const rows = fleet.members.map(({ name, verdict, said: words, stamp, report, exit }) => [
    html(name),
    { html: `<span class="verdict ${CLASSES[exit]}">${GLYPHS[exit]} ${html(verdict)}</span>`, kind: "" },
    html(stamp === undefined ? words : `${stamp} ${words}`, 500),
    report === undefined ? "none" : `<a href="${html(encodeURI(report), 1_000)}">report</a>`,
  ]);
  const between = betweenRows(fleet.compared).map(
    ([head, lines]) => `<h3>${html(head)}</h3><ul>${lines.map((text) => `<li>${html(text, 400)}</li>`).join("")}</ul>`,
  );
  const body = `<header><p class="kicker">assay, several clusters · ${html(moment(fleet.startedAt))}</p>
<h1 class="${CLASSES[fleet.exit]}">${html(fleetVerdict(fleet))}</h1></header>
<main>
${htmlTable(["cluster", "verdict", "what it says", "report"], rows, "Clusters")}
<h2>Between the clusters</h2>
${between.join("\n")}
</main>`;
  return page({ title: fleetVerdict(fleet), style: STYLE, body });
}

const CLASSES: Record<Exit, string> = { 0: "pass", 1: "fail", 2: "fail", 3: "inconclusive" };

function betweenRows({ examined, findings, notices, unseen, leftOut }: Compared): [head: string, lines: string[]][] {
  const all: [string, string[]][] = [
    ["Must differ, and does not", findings.map(said)],
    ["Could not be compared", unseen.map(({ subject, reason }) => `${subject}: ${reason}`)],
    ["Shared, which two clusters without a mesh may", notices.map(said)],
    ["Not compared by this call", leftOut],
  ];
  const held = `${counted(examined, "fact")} of two clusters were held against each other.`;
  return [["Compared", [held]], ...all.filter(([, lines]) => lines.length > 0)];
}
