/** A story's file as far as it is read: Markdown with a title, acceptance criteria and lists of boxes to tick. */
export interface StoryFile {
  /** `1.3` of `# Story 1.3: Bootstrap Infra Cluster`. */
  id?: string;
  title?: string;
  status?: string;
  criteria: Criterion[];
  boxes: Box[];
  /** What was not understood, in sentences with the line. */
  doubts: string[];
}

export interface Criterion {
  /** `AC1`: by its number in the list. */
  ac: string;
  /** All its text in one line. */
  text: string;
  line: number;
}

/** A list item with a box: `- [ ] Flux pods running`. */
export interface Box {
  /** From 1. */
  line: number;
  /** Where the character between the brackets stands in the text. */
  at: number;
  isTicked: boolean;
  text: string;
  /** The heading above it. */
  section: string;
}

/** Reads a story. Code blocks and comments are skipped: boxes in them are examples. */
export function parseStory(text: string): StoryFile {
  const { lines, doubts } = proseOf(text);
  const story: StoryFile = { criteria: [], boxes: [], doubts };
  let section = "";
  for (const { text: line, at, number } of lines) {
    const heading = /^ {0,3}(#{1,6})\s+(.*)$/.exec(line);
    if (heading) {
      section = (heading[2] ?? "").trim();
      const named = /^story\s+([\w.-]+?)\s*:\s*(.+)$/i.exec(section);
      if (heading[1]?.length === 1 && named && story.id === undefined) [, story.id = "", story.title = ""] = named;
      continue;
    }
    const status = /^\**status\**\s*:\**\s*(\S.*)$/i.exec(line);
    if (status && story.status === undefined) story.status = status[1] ?? "";
    const box = /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s+(.*)$/.exec(line);
    if (box) {
      const [, mark = " ", its = ""] = box;
      story.boxes.push({
        line: number,
        at: at + line.indexOf("[") + 1,
        isTicked: mark !== " ",
        text: its.trim(),
        section,
      });
    } else if (/^acceptance criteria\b/i.test(section)) readCriterion(story.criteria, line, number);
  }
  return { ...story, doubts: [...doubts, ...doubtsOf(story)] };
}

/** A numbered item begins a criterion; what follows it belongs to it. */
function readCriterion(criteria: Criterion[], line: string, number: number): void {
  const item = /^ {0,3}(?:(\d+)[.)]|[-*+]\s+\**AC\s*#?(\d+)\**\s*:?)\s+(.*)$/i.exec(line);
  const last = criteria.at(-1);
  if (item) criteria.push({ ac: `AC${item[1] ?? item[2]}`, text: plain(item[3] ?? ""), line: number });
  else if (last && last.text.length < LONGEST && line.trim() !== "" && !/^\s*-{3,}\s*$/.test(line))
    last.text = `${last.text} ${plain(line)}`.trim();
}

/** Without emphasis and a name of its own: `**AC1**: …`. */
const plain = (text: string): string =>
  text
    .trim()
    .replaceAll("**", "")
    .replace(/^AC\s*#?\d+\s*:?\s*/i, "");

function doubtsOf({ id, criteria }: StoryFile): string[] {
  const acs = criteria.map(({ ac }) => ac);
  const twice = criteria.filter(({ ac }, index) => acs.indexOf(ac) !== index);
  return [
    ...(id === undefined ? ["no heading `# Story <id>: <title>`: nobody knows which story it is"] : []),
    ...(criteria.length === 0 ? ["no numbered list under `## Acceptance Criteria`"] : []),
    ...twice.map(({ ac, line }) => `line ${line}: ${ac} is there twice`),
  ];
}

interface Line {
  text: string;
  /** Where it begins in the whole. */
  at: number;
  /** From 1. */
  number: number;
}

/** A line that is longer is read to here: a pattern must not run over a megabyte. */
const LONGEST = 4_000;

/** The lines that are neither in a code block nor in a comment. */
function proseOf(text: string): { lines: Line[]; doubts: string[] } {
  const lines: Line[] = [];
  let fence: { mark: string; line: number } | undefined;
  let comment: number | undefined;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  for (const [index, raw] of text.slice(at).split("\n").entries()) {
    const line = raw.replace(/\r$/, "");
    const mark = /^\s*(?:[-*+]\s+)?(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence) {
      const closes = mark?.[1]?.startsWith(fence.mark) && mark[2]?.trim() === "";
      if (closes) fence = undefined;
    } else if (comment !== undefined) {
      if (line.includes("-->")) comment = undefined;
    } else if (mark?.[1] !== undefined && !(mark[2] ?? "").includes("`")) fence = { mark: mark[1], line: index + 1 };
    else if (/^\s*<!--/.test(line)) comment = line.includes("-->") ? undefined : index + 1;
    else lines.push({ text: line.slice(0, LONGEST), at, number: index + 1 });
    at += raw.length + 1;
  }
  const doubts = [
    ...(fence ? [`line ${fence.line}: a code block begins here and does not end`] : []),
    ...(comment !== undefined ? [`line ${comment}: a comment begins here and does not end`] : []),
  ];
  return { lines, doubts };
}
