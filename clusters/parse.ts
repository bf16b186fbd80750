import { LineCounter, parseDocument, type Document } from "yaml";
import { demandsOf, openProfileSchema, type OpenProfile, type Profile } from "./profile.ts";
import { keyOf, missing, nearest, problemsOf, type Path, type Problem } from "./problem.ts";

export type { Problem } from "./problem.ts";

export type Parsed<Whole> = { profile: Whole; problems?: undefined } | { profile?: undefined; problems: Problem[] };

export interface ParseOptions {
  /** Ids of all checks. Given, stories and waivers may name only these; a story also `area/*`. */
  knownRows?: Iterable<string>;
  /** Ids of the checks that name what they examine. Given, stories may ask for a part of only these. */
  narrowable?: Iterable<string>;
}

/**
 * A profile, or everything that is wrong with it at once, each with its place in the file. The file name is for
 * messages only: nothing is read here.
 */
export const parseProfile = (text: string, fileName: string, options: ParseOptions = {}): Parsed<Profile> =>
  parsed(text, fileName, options, demandsOf) as Parsed<Profile>;

/** The same of a profile that only checks of the repository use: what a cluster alone is asked for may be missing. */
export const parseOpenProfile = (text: string, fileName: string, options: ParseOptions = {}): Parsed<OpenProfile> =>
  parsed(text, fileName, options, () => []);

function parsed(
  text: string,
  fileName: string,
  { knownRows, narrowable = [] }: ParseOptions,
  demands: typeof demandsOf,
): Parsed<OpenProfile> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "silent",
  });
  const at = (path: Path, ofKey = false) => placeOf(document, lines, path, ofKey);

  const syntax = [...document.errors, ...document.warnings].map(({ message, pos }): Problem => {
    const { line, col } = lines.linePos(pos[0]);
    return { file: fileName, line, column: col, key: "", ...inPlainWords(message, text.slice(pos[0])) };
  });
  if (syntax.length > 0) return { problems: syntax };

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias without an anchor, or a bomb of nested ones.
    if (!(error instanceof Error)) throw error;
    return { problems: [{ file: fileName, line: 1, column: 1, key: "", message: error.message }] };
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    const remedy = "start from clusters/infra.yaml";
    return { problems: [{ file: fileName, line: 1, column: 1, key: "", message: "holds no profile", remedy }] };
  }

  const read = openProfileSchema.safeParse(value);
  const wanted = demands(value).map(({ path, message, remedy }): Unplaced =>
    message === undefined ? missing(path) : { path, message, ...(remedy !== undefined && { remedy }) },
  );
  if (!read.success || wanted.length > 0) {
    const problems = [...(read.error?.issues ?? []).flatMap((issue) => problemsOf(issue, value)), ...wanted];
    return { problems: inOrder(problems.map((problem) => located(fileName, problem, at))) };
  }
  const strangers = knownRows ? unknownRows(read.data, new Set(knownRows), [...narrowable]) : [];
  if (strangers.length > 0) return { problems: inOrder(strangers.map((problem) => located(fileName, problem, at))) };
  return { profile: read.data };
}

/** `clusters/infra.yaml:12:5: nodes[0].role: "boss" is none of …; did you mean …`. */
export function problemInWords({ file, line, column, key, message, remedy }: Problem): string {
  return `${file}:${line}:${column}: ${key ? `${key}: ` : ""}${message}${remedy ? `; ${remedy}` : ""}`;
}

type Unplaced = ReturnType<typeof problemsOf>[number];
type Place = { line: number; column: number };

function unknownRows(profile: OpenProfile, known: ReadonlySet<string>, narrowable: readonly string[]): Unplaced[] {
  const areas = new Set([...known].map((id) => `${id.split("/")[0]}/*`));
  const problem = (path: Path, row: string, names: string[]): Unplaced => {
    const similar = nearest(row, names);
    return { path, message: `no check "${row}"`, remedy: similar ? `did you mean "${similar}"?` : undefined };
  };
  const narrowed = (check: string, path: Path): Unplaced[] => {
    if (!known.has(check)) return [problem(path, check, [...known])];
    if (narrowable.includes(check)) return [];
    const message = `"${check}" does not name what it examines, so that no part of it can be told from the rest`;
    return [{ path, message, remedy: `these do: ${narrowable.join(", ")}` }];
  };
  const ofStories = profile.stories.flatMap((story, s) =>
    story.criteria.flatMap(({ rows }, c) =>
      rows.flatMap((row, r) => {
        const path = ["stories", s, "criteria", c, "rows", r];
        if (typeof row === "object") return narrowed(row.check, [...path, "check"]);
        return known.has(row) || areas.has(row) ? [] : [problem(path, row, [...known, ...areas])];
      }),
    ),
  );
  const ofWaivers = profile.waivers.flatMap(({ row }, w) =>
    known.has(row) ? [] : [problem(["waivers", w, "row"], row, [...known])],
  );
  return [...ofStories, ...ofWaivers];
}

function located(file: string, { path, ofKey, message, remedy }: Unplaced, at: (path: Path, ofKey?: boolean) => Place) {
  return { file, ...at(path, ofKey), key: keyOf(path), message, ...(remedy === undefined ? {} : { remedy }) };
}

/** Where the value stands, or its key; for what is missing, the innermost thing that is there. */
function placeOf(document: Document, lines: LineCounter, path: Path, ofKey: boolean): Place {
  for (let depth = path.length; depth >= 0; depth--) {
    const offset = offsetOf(document, path.slice(0, depth), ofKey || depth < path.length);
    if (offset === undefined) continue;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  }
  return { line: 1, column: 1 };
}

function offsetOf(document: Document, path: Path, ofKey: boolean): number | undefined {
  const last = path.at(-1);
  if (ofKey && typeof last === "string") {
    const parent = nodeAt(document, path.slice(0, -1));
    const pair = parent?.items?.find((item) => item.key?.value === last);
    return pair?.key?.range?.[0];
  }
  return nodeAt(document, path)?.range?.[0];
}

/** What this file reads of a YAML node; yaml's own node types are a union that says the same at greater length. */
interface Node {
  range?: [number, number, number] | null;
  items?: { key?: Node & { value?: unknown } }[];
}

const nodeAt = (document: Document, path: Path): Node | undefined =>
  (path.length === 0 ? document.contents : document.getIn(path, true)) as Node | undefined;

const inOrder = (problems: Problem[]): Problem[] =>
  problems.sort((a, b) => a.line - b.line || a.column - b.column || a.key.localeCompare(b.key));

function inPlainWords(message: string, rest: string): { message: string; remedy?: string } {
  const word = /^["']?([\w./-]+)/.exec(rest)?.[1];
  if (message.startsWith("Map keys must be unique"))
    return { message: `duplicate key${word ? ` "${word}"` : ""}`, remedy: "keep one of them" };
  return { message };
}
