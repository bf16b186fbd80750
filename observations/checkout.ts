/**
 * A checkout as `helpers/observe/files/repository.ts` read it: plain data, no interpretation. Paths are relative to the root,
 * with `/`. It may hold secrets in plain, which is why only its summary (`helpers/observe/saved.ts`) is ever saved.
 */
export interface Checkout {
  /** As people named it. */
  root: string;
  /** Every file below the root but for `.git` and `node_modules`, in the order of their paths. */
  files: CheckoutFile[];
  /** What was not walked, and why: links out of the checkout, loops, folders that could not be listed. */
  skipped: { path: string; reason: string }[];
  /** YAML that stands as a string in YAML (patches, values), by that string: its documents, as JSON. */
  inner: ReadonlyMap<string, readonly unknown[]>;
  /** URLs of Git's remotes, without what stands before a host's `@`; left out where it is no Git checkout of its own. */
  remotes?: readonly string[];
}

export interface CheckoutFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Why nothing, or not everything, could be read of it; its documents are what could be read nevertheless. */
  trouble?: FileTrouble;
  /** Its text, where it is text and not too large. Never quote it in a finding: it may hold a secret. */
  text?: string;
  /** The line of a .gitignore, as `file:line`, because of which a clone does not have it. */
  ignored?: string;
  /** Nobody added it to Git yet: a clone does not have it. */
  untracked?: true;
  /** Whether it is written in YAML, perhaps within a template's syntax. */
  yaml: boolean;
  /**
   * How its YAML was read: as it stands (left out), or with a template's expressions as words (`{{ .Values.x }}` stands
   * in the values as it is written), or with its control structures (`if`, `range`) put aside too.
   */
  template?: "expressions" | "blocks";
  documents: YamlDocument[];
}

export interface FileTrouble {
  kind: FileTroubleKind;
  /** A sentence without quoting the file's text. */
  message: string;
}

export type FileTroubleKind =
  | "unreadable" // permissions, a device, a pipe
  | "too-large" // more than 5 MB: not read
  | "binary" // NUL bytes: not text
  | "encrypted" // git-crypt: nothing to see without its key
  | "pointer" // Git LFS: its content was not fetched
  | "invalid-utf8"
  | "alias-bomb" // aliases that expand beyond reason
  | "template"; // a template that is no YAML, even with its expressions put aside

/** One document of a YAML file. */
export interface YamlDocument {
  file: string;
  /** Its place in the file, from 0. */
  index: number;
  /** As JSON; `undefined` where it does not parse. An expression of a template stands in it as it is written. */
  value: unknown;
  /** Where its content begins. */
  start: Position;
  /** Where every key and item stands, by JSON pointer. */
  readonly positions: Readonly<Record<string, Position>>;
  /** What YAML's own rules say against it. */
  problems: YamlProblem[];
  /** Control structures of a template (`if`, `range`) were put aside: which of its parts hold is not known. */
  conditional: boolean;
}

/** Both from 1. */
export type Position = readonly [line: number, column: number];

export interface YamlProblem {
  kind: "duplicate-key" | "undefined-alias" | "syntax";
  message: string;
  line: number;
  column: number;
}

/** What is kept of a checkout as evidence: what was read and what troubled it, never what a file says. */
export interface CheckoutSummary {
  root: string;
  files: {
    path: string;
    size: number;
    template?: CheckoutFile["template"];
    trouble?: FileTrouble;
    /** `apiVersion kind namespace/name` of its documents. */
    objects?: string[];
    problems?: YamlProblem[];
  }[];
  skipped: Checkout["skipped"];
}

export const summaryOf = ({ root, files, skipped }: Checkout): CheckoutSummary => ({
  root,
  skipped,
  files: files.map(({ path, size, template, trouble, documents }) => {
    const objects = documents.flatMap(({ value }) => named(value) ?? []);
    const problems = documents.flatMap((document) => document.problems);
    return {
      path,
      size,
      ...(template && { template }),
      ...(trouble && { trouble }),
      ...(objects.length > 0 && { objects }),
      ...(problems.length > 0 && { problems }),
    };
  }),
});

function named(value: unknown): string | undefined {
  const { apiVersion, kind, metadata } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown; metadata?: unknown };
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const { namespace, name } = (metadata ?? {}) as { namespace?: unknown; name?: unknown };
  const inside = typeof namespace === "string" ? `${namespace}/` : "";
  return `${apiVersion} ${kind} ${inside}${typeof name === "string" ? name : ""}`;
}

/** One of two definitions of the same thing. */
export interface Side {
  /** Who says it, like helmfile or HelmRelease. */
  by: string;
  /** What it says, in a few words, and never a secret. */
  says: string;
  where?: Where;
}

/** A place in a checkout: the path relative to its root, line and column counted from 1. */
export interface Where {
  file: string;
  line: number;
  column: number;
}
