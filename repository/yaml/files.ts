import type { Checkout, CheckoutFile, YamlDocument } from "../../observations/checkout.ts";
import { folderOf, isRecord, textAt } from "./documents.ts";

/** The files of a checkout, by path and by folder. */
export interface Files {
  all: readonly CheckoutFile[];
  /** The file of this path. */
  file(path: string): CheckoutFile | undefined;
  /** Whether something lies below this path: Git knows no empty folders. The root is "". */
  isFolder(path: string): boolean;
  /** The files directly in a folder. */
  within(folder: string): readonly CheckoutFile[];
  /** Names of the folders directly in a folder. */
  foldersOf(folder: string): readonly string[];
  /** The documents of YAML that stands as a string in YAML (a patch); `undefined` where it could not be read. */
  inner(text: string): readonly unknown[] | undefined;
  /** Every YAML document but those aside. */
  documents: readonly YamlDocument[];
  /** The documents of these that hold a Kubernetes object of this kind and name. */
  named(kind: string, name: string): readonly YamlDocument[];
}

export function filesOf({ files, inner }: Checkout): Files {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const byFolder = new Map<string, CheckoutFile[]>();
  const folders = new Map<string, Set<string>>([["", new Set()]]);
  for (const file of files) {
    const folder = folderOf(file.path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
    enter(folders, folder);
  }
  const documents = files.flatMap(({ path, documents: own }) => (isAside(path) ? [] : own));
  const objects = new Map<string, YamlDocument[]>();
  for (const document of documents) {
    const manifest = manifestOf(document);
    if (!manifest) continue;
    const key = `${manifest.kind} ${manifest.name}`;
    const same = objects.get(key);
    if (same) same.push(document);
    else objects.set(key, [document]);
  }
  return {
    all: files,
    file: (path) => byPath.get(path),
    isFolder: (path) => folders.has(path),
    within: (folder) => byFolder.get(folder) ?? [],
    foldersOf: (folder) => [...(folders.get(folder) ?? [])],
    inner: (text) => inner.get(text),
    documents,
    named: (kind, name) => objects.get(`${kind} ${name}`) ?? [],
  };
}

function enter(folders: Map<string, Set<string>>, folder: string): void {
  if (folders.has(folder)) return;
  folders.set(folder, new Set());
  const above = folderOf(folder);
  enter(folders, above);
  folders.get(above)?.add(folder.slice(above === "" ? 0 : above.length + 1));
}

const ASIDE =
  /^\.?_?archived?$|^\.private$|^docs?$|^templates?$|^tmpl$|^boilerplate$|^(?:examples?|samples?)$|^tests?$|^testdata$|^fixtures?$|^golden$|^mocks?$|^__\w+__$|^(?:unused|_old|disabled|deprecated)$|^\.?trash$|^\.github$|^vendor$|_test$/;

/**
 * Whether a file lies in a tree that nothing reconciles (archives, documents, templates, tests and their data): nothing is discovered
 * in it by content. What something *refers* to in it is read all the same.
 */
export const isAside = (path: string): boolean =>
  folderOf(path)
    .split("/")
    .some((part) => ASIDE.test(part));

/** Why a clone does not have a file; `undefined` where it has. */
export const absenceOf = (file: CheckoutFile | undefined): string | undefined =>
  file?.ignored !== undefined
    ? `${file.ignored} ignores it`
    : file?.untracked === true
      ? "it was never added to Git"
      : undefined;

/** A Kubernetes object as one document holds it. */
export interface Manifest {
  document: YamlDocument;
  apiVersion: string;
  kind: string;
  /** "" where it has none. */
  name: string;
  namespace?: string;
}

const known = new WeakMap<YamlDocument, Manifest | false>();

/** What a document says it is; `undefined` where it is no Kubernetes object. */
export function manifestOf(document: YamlDocument): Manifest | undefined {
  const found = known.get(document) ?? read(document) ?? false;
  known.set(document, found);
  return found || undefined;
}

function read(document: YamlDocument): Manifest | undefined {
  const { value } = document;
  const [apiVersion, kind] = [textAt(value, "apiVersion"), textAt(value, "kind")];
  if (!isRecord(value) || apiVersion === undefined || kind === undefined) return undefined;
  const namespace = textAt(value, "metadata", "namespace");
  const name = textAt(value, "metadata", "name") ?? "";
  return { document, apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}
