import type { Outcome } from "./broken.ts";

/** What one run of the lane saw of a cluster. */
export interface Seen {
  title: string;
  /** The day, like 2026-11-30. */
  day: string;
  /** What did not hold before anything was broken. */
  standing: readonly string[];
  outcomes: readonly Outcome[];
}

/**
 * docs/development/real.md with what was seen now. Rows of other faults and clusters are taken from the page as it was:
 * a run may be of a few faults.
 */
export function page(before: string, seen: Seen): string {
  const sections = sectionsOf(before);
  const known = sections.get(seen.title)?.rows ?? new Map<string, string>();
  const rows = new Map([
    ...known,
    ...seen.outcomes.map((outcome) => [outcome.fault, rowOf(outcome, seen.day)] as const),
  ]);
  const stands = seen.standing.length === 0 ? "everything held" : `did not hold: ${seen.standing.join(", ")}`;
  sections.set(seen.title, { standing: `Before the first fault ${stands}.`, rows });
  const parts = [...sections]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([title, section]) => sectionInWords(title, section));
  return [HEAD, ...parts].join("\n");
}

interface Section {
  standing: string;
  rows: ReadonlyMap<string, string>;
}

const HEAD = `# Real faults on real clusters

\`npm run real\` breaks a cluster for real, one fault after the other, and waits until assay names it as the first cause; then it mends, and waits until all is as before. This page is written by it.

\`\`\`sh
npm run real -- --kind kind/kubeconfig                     # judges the cluster as it stands, and lists the faults
npm run real -- --kind kind/kubeconfig --break             # breaks it, fault after fault
npm run real -- --talos <folder> --break etcd-hangs        # one fault on Talos machines in containers
\`\`\`

The clusters must be disposable: one that \`npm run kind:up\` made, or Talos machines in containers (three control planes and a worker, as \`talosctl cluster create docker\` makes them; the folder holds \`talosconfig\` and \`kubeconfig\`, and DOCKER_HOST leads to their daemon). Any other cluster is refused. Without the parts the lane is skipped, and says which are missing.

_Red after_ is the time from the fault to the end of the judgement that named it first, _green after_ from the mend to the end of the judgement in which all was as before. A judgement takes some 15 to 40 seconds. _Before it_ is what was told as the first cause in earlier judgements, while the fault was still spreading.
`;

const TABLE = `| fault | what is broken | first cause | red after | green after | before it | seen |
| --- | --- | --- | --- | --- | --- | --- |`;

const sectionInWords = (title: string, { standing, rows }: Section): string =>
  [`## ${title}\n`, `${standing}\n`, TABLE, ...rows.values(), ""].join("\n");

function rowOf(outcome: Outcome, day: string): string {
  const { fault, what, cause, says, redAfterS, greenAfterS, before, trouble } = outcome;
  const cells = [
    fault,
    what,
    redAfterS === undefined ? `not named: ${trouble ?? ""}` : `\`${cause}\`: ${shortened(says)}`,
    redAfterS === undefined ? "–" : `${redAfterS} s`,
    greenAfterS === undefined ? `– ${redAfterS === undefined ? "" : (trouble ?? "")}`.trim() : `${greenAfterS} s`,
    [...new Set(before.map((it) => it.split(":")[0]))].map((it) => `\`${it}\``).join(", ") || "–",
    day,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

const shortened = (text: string): string => (text.length > 160 ? `${text.slice(0, 100)}…${text.slice(-58)}` : text);

/** The sections of the page as it was, by title, and their rows, by fault. */
function sectionsOf(text: string): Map<string, Section> {
  const sections = text.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const [title = "", ...lines] = section.split("\n");
      const rows = lines
        .filter((line) => /^\| (?!fault |---)/.test(line))
        .map((line) => [line.split(" ")[1] ?? "", line] as const);
      return [title.trim(), { standing: lines.find((line) => /^\w/.test(line)) ?? "", rows: new Map(rows) }];
    }),
  );
}
