import type { Where } from "../../observations/checkout.ts";
import type { YamlDocument } from "../../observations/checkout.ts";
import { at, isUnresolved, join, type Path } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";

/** An object as a build gives it. */
export interface BuiltObject {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  /** After transformers and patches (and, in a Flux tree, substitution). */
  value: Record<string, unknown>;
  /** The document it was written in: `at(object.document, path)` is the place of a field. */
  document: YamlDocument;
  /** Variables that it names for Flux to substitute, neither escaped nor with a stand-in, with their places in `value`. */
  wants?: Wanted[];
  /** What Flux's substitution cannot parse of it, with its place in `value`: nothing of the Kustomization is applied. */
  unparsable?: { text: string; path: Path; where?: Where };
  /** Of a generated ConfigMap: the documents of the files that its keys hold. */
  holds?: Record<string, YamlDocument>;
  /** Of a generated ConfigMap: the texts of these files, by key. */
  contents?: Record<string, { file: string; text: string }>;
}

/** A variable for Flux to substitute. */
export interface Wanted {
  name: string;
  path: Path;
  /** Whether it stands in text of several lines. */
  lines: boolean;
  /** Of a file that a generator packs: where it stands, and whether the text gives it its value itself. */
  where?: Where;
  text?: string;
}

/** What is wrong with a build by kustomize's own rules: it fails. */
export interface BuildFault {
  kind: "missing" | "outside" | "duplicate" | "empty" | "invalid";
  where: Where;
  expected: string;
  actual: string;
}

/** A part of a build that cannot be known offline. */
export interface BuildGap {
  where: Where;
  /** `remote`: fetched from elsewhere; `chart`: rendered by Helm; `template`; `transformer`: not imitated here. */
  kind: "remote" | "chart" | "template" | "transformer" | "unreadable";
  reason: string;
  /** Of a transformer: the kinds whose fields it may change; left out: any. */
  touches?: readonly string[];
}

export interface Build {
  objects: BuiltObject[];
  faults: BuildFault[];
  gaps: BuildGap[];
  /** Files that went into it. */
  files: ReadonlySet<string>;
}

const NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The kustomization file of a folder. */
export const kustomizationOf = (files: Files, folder: string): YamlDocument | undefined => {
  const name = NAMES.find((one) => files.file(inFolder(folder, one)));
  return name === undefined ? undefined : files.file(inFolder(folder, name))?.documents[0];
};

export const inFolder = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/** What a build is made with. */
export interface Builder {
  files: Files;
  faults: BuildFault[];
  gaps: BuildGap[];
  used: Set<string>;
  /** Folders that are being built, against cycles. */
  above: readonly string[];
  /** How many folders this build may still apply: thirty that each name the next one twice are a thousand million. */
  folders: { left: number };
}

/** No build of a cluster has a tenth of these. */
export const MOST_FOLDERS = 5_000;

/** A path within the checkout; what is fetched, templated or outside is noted. */
export function local({ gaps, faults }: Builder, folder: string, named: string, where: Where): string | undefined {
  if (isRemote(named)) gaps.push({ where, kind: "remote", reason: `${named} is fetched from elsewhere` });
  else if (isUnresolved(named))
    gaps.push({ where, kind: "template", reason: `${named} is not known before it is rendered` });
  else {
    const path = join(folder, named);
    if (path === undefined)
      faults.push({
        kind: "outside",
        where,
        expected: "a path within the checkout",
        actual: `${named} leads out of it`,
      });
    return path;
  }
  return undefined;
}

export const isRemote = (named: string): boolean =>
  /^[a-z][a-z0-9+.-]*:\/\/|^git(?:@|::)|[?&]ref=|^github\.com\//.test(named);

/** Objects that a build holds twice: kustomize refuses them. */
export function duplicatesOf(objects: readonly BuiltObject[]): BuildFault[] {
  const seen = new Map<string, BuiltObject>();
  return objects.flatMap((object): BuildFault[] => {
    const id = [
      object.apiVersion.split("/").slice(0, -1).join("/"),
      object.kind,
      object.namespace ?? "",
      object.name,
    ].join("|");
    const first = seen.get(id);
    seen.set(id, first ?? object);
    if (!first || object.name === "") return [];
    const [where, other] = [at(object.document), at(first.document)];
    const subject = `${object.kind} ${object.namespace ? `${object.namespace}/` : ""}${object.name}`;
    return [{ kind: "duplicate", where, expected: `one ${subject}`, actual: `another in ${other.file}:${other.line}` }];
  });
}
