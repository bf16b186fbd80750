import type { Position, Where, YamlDocument } from "../../observations/checkout.ts";

/** Keys and indices that lead into a document. */
export type Path = readonly (string | number)[];

/**
 * Where a key or an item stands; where that is not known (a default, something merged), the nearest thing around it. It
 * is looked up when its line is read: most places are never told.
 */
export function at(document: YamlDocument, path: Path = []): Where {
  const { file } = document;
  let found: Position | undefined;
  const position = (): Position => (found ??= nearest(document, path));
  return {
    file,
    get line() {
      return position()[0];
    },
    get column() {
      return position()[1];
    },
  };
}

function nearest(document: YamlDocument, path: Path): Position {
  for (let { length } = path; length > 0; length -= 1) {
    const position = document.positions[pointer(path.slice(0, length))];
    if (position) return position;
  }
  return document.start;
}

/** `file:line`, as a terminal makes it a link. */
export const inText = ({ file, line }: Where): string => `${file}:${line}`;

/** RFC 6901. */
export const pointer = (path: Path): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What stands under a path, or `undefined`. */
export function get(value: unknown, ...path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    if (!Object.hasOwn(current, part)) return undefined;
    current = (current as Record<string | number, unknown>)[part];
  }
  return current;
}

/**
 * A string that says something: numbers and booleans as text too, because YAML writes `version: 1.2` without quotes.
 */
export function text(value: unknown): string | undefined {
  if (typeof value === "string") return value === "" ? undefined : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

export const textAt = (value: unknown, ...path: Path): string | undefined => text(get(value, ...path));

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The strings of a list; a lone string counts as a list of one. */
export const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((item) => text(item) ?? []);

/**
 * Whether a value cannot be known without running something: what a template puts there, an expression that helmfile
 * or Helm evaluates, a `${variable}` that nothing substitutes, or a placeholder of any tool, what SOPS encrypted. Such a
 * value is never compared: the check says `unseen`.
 */
export const isUnresolved = (value: string): boolean =>
  PLACEHOLDER.test(value) || value.startsWith("op://") || value.startsWith("ENC[AES256_GCM,");

/**
 * `{{ x }}` of Go, Helm and Jinja, `<%= x %>`, `#{x}#` of makejinja, `%{ if x }`, `${x}`, `$NAME` and `$(NAME)`, `@x@` of
 * nix and autoconf, `<<x>>`, `<x>`, `[[x]]`, `((x))` of spruce, `%x%`, `__X__`, and what people write to be replaced.
 */
const PLACEHOLDER = new RegExp(
  [
    String.raw`\{\{|[{<]%|[#$%]\{|(?:^|[/.@:-])\$\(?[A-Z][A-Z0-9_]+\)?(?=$|[/.@:-])`,
    String.raw`(?:^|[^\w@])@[A-Za-z_]\w*@(?!\w)`,
    String.raw`<<\s*\w[\w. -]*>>|(?:^|[^\w\s<])<[A-Za-z][\w. -]*>(?=$|[^\w\s>])|\[\[\s*\.?\w[\w. ]*\]\]|\(\([A-Za-z][\w./-]*\)\)`,
    String.raw`%[A-Za-z]\w+%|(?:^|[^\w])__[A-Za-z]\w*?__(?!\w)`,
    String.raw`(?:^|[^A-Za-z])(?:REPLACE|CHANGE)[_-]?(?:ME|THIS)(?![A-Za-z])`,
  ].join("|"),
);

/** Every string within a value that holds a text, with the path that leads to it. */
export function stringsWith(value: unknown, holding: string): { path: Path; text: string }[] {
  const found: { path: Path; text: string }[] = [];
  // one path for the whole walk: most strings are not wanted
  const path: (string | number)[] = [];
  const walk = (inner: unknown): void => {
    if (typeof inner === "string") {
      if (inner.includes(holding)) found.push({ path: [...path], text: inner });
    } else if (typeof inner === "object" && inner !== null) {
      const isList = Array.isArray(inner);
      for (const [key, item] of Object.entries(inner)) {
        path.push(isList ? Number(key) : key);
        walk(item);
        path.pop();
      }
    }
  };
  walk(value);
  return found;
}

/** `a/b` and `../c` are `a/c`; `undefined` where it leads out of the checkout. The root itself is "". */
export function join(folder: string, relative: string): string | undefined {
  const parts = relative.startsWith("/") ? [] : folder.split("/").filter(Boolean);
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

export const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
