import type { Where } from "../../criterion.ts";
import type { YamlDocument } from "./checkout.ts";
import {
  at,
  baseOf,
  folderOf,
  get,
  isRecord,
  isUnresolved,
  join,
  list,
  record,
  text,
  textAt,
  texts,
} from "./documents.ts";
import type { Files } from "./files.ts";
import { include, type Include } from "./helmfile.ts";
import { filesRead, rendered, type Scope } from "./templates.ts";
import type { Told } from "./sync.ts";
import { assigned, mergedValues } from "./values.ts";

export interface HelmfileRelease {
  name: string;
  namespace: string;
  /** The state file. */
  file: string;
  where: Where;
  /** As it is fetched: an alias of `repositories:` is replaced by its URL. `text` is missing where not known. */
  chart?: Told;
  version?: Told;
  needs: { written: string; namespace?: string; name: string; where: Where }[];
  values: ReleaseValues;
  hooks: { where: Where; events: string[]; command: string; args: string[] }[];
  /** Its own changes to what the chart renders: `jsonPatches`, `strategicMergePatches`, `transformers`. */
  patches: unknown[];
  /** `installed: false`, or a condition: it may not be installed. */
  optional: boolean;
  includes: Include[];
  /** The state's document and the release's path in it: `at(document, [...path, "version"])`. */
  document: YamlDocument;
  path: readonly (string | number)[];
}

export interface ReleaseValues {
  /** Everything that is known, merged in helmfile's order. */
  known: Record<string, unknown>;
  /** The file of the HelmRelease whose `spec.values` a template hands on: equal by construction. */
  derivedFrom?: string;
  /** What could not be known: a comparison that misses something here says unseen. */
  unresolved: string[];
}

/** What a state gives its releases. */
export interface StateParts {
  templates: Record<string, unknown>;
  inherits: readonly string[];
  repositories: readonly unknown[];
  folder: string;
}

export function releaseIn(
  document: YamlDocument,
  index: number,
  parts: StateParts,
  files: Files,
  scope: Scope,
): HelmfileRelease[] {
  const path = ["releases", index];
  const own = get(document.value, ...path);
  if (!isRecord(own)) return [];
  const name = rendered(textAt(own, "name") ?? "", scope);
  const namespace = rendered(textAt(own, "namespace") ?? "", scope);
  const inner: Scope = { ...scope, release: { name, namespace } };
  const inherited = [...parts.inherits, ...list(own["inherit"]).flatMap((one) => textAt(one, "template") ?? [])];
  const value = Object.assign({}, ...inherited.map((one) => record(parts.templates[one])), own) as Record<
    string,
    unknown
  >;
  const where = at(document, [...path, "name"]);
  const source = chartOf(value, parts, files, inner, (key) => at(document, [...path, key]));
  const values =
    list(own["values"]).length > 0
      ? [...inheritedValues(parts, inherited), ...list(own["values"])]
      : list(value["values"]);
  return [
    {
      name,
      namespace,
      file: document.file,
      where,
      ...source,
      needs: texts(own["needs"] ?? value["needs"]).map((written, at_) =>
        needed(rendered(written, inner), at(document, [...path, "needs", at_])),
      ),
      values: valuesOf(values, value, parts, files, inner),
      hooks: list(value["hooks"]).map((hook, at_) => ({
        where: at(document, [...path, "hooks", at_]),
        events: texts(get(hook, "events")),
        command: textAt(hook, "command") ?? "",
        args: texts(get(hook, "args")).map((argument) => rendered(argument, inner)),
      })),
      patches: ["jsonPatches", "strategicMergePatches", "transformers"].flatMap((key) => list(value[key])),
      optional:
        value["installed"] !== undefined && value["installed"] !== true ? true : value["condition"] !== undefined,
      includes: list(own["values"]).flatMap((item, at_) =>
        typeof item === "string"
          ? include("values", item, parts.folder, at(document, [...path, "values", at_]), files, inner)
          : [],
      ),
      document,
      path,
    },
  ];
}

const inheritedValues = ({ templates }: StateParts, inherited: readonly string[]): unknown[] =>
  inherited.flatMap((one) => list(get(templates, one, "values")));

/** `[context/]namespace/name`, or a name alone. https://helmfile.readthedocs.io/en/latest/#dag-aware-installationdeletion-ordering-with-needs */
function needed(written: string, where: Where): HelmfileRelease["needs"][number] {
  const parts = written.split("/");
  const [name = "", namespace] = [parts.at(-1), parts.at(-2)];
  return { written, name, ...(namespace !== undefined && { namespace }), where };
}

/** Chart and version as they stand, or as the OCIRepository or HelmRelease has them that a template reads. */
function chartOf(
  value: Record<string, unknown>,
  parts: StateParts,
  files: Files,
  scope: Scope,
  place: (key: string) => Where,
): { chart?: Told; version?: Told } {
  const one = (key: "chart" | "version"): Told | undefined => {
    const written = textAt(value, key);
    if (written === undefined) return undefined;
    const plain = rendered(written, scope);
    const known = isUnresolved(plain) ? derived(key, plain, parts.folder, files, scope) : plain;
    const resolved = key === "chart" && known !== undefined ? withRepository(known, parts.repositories) : known;
    return { where: place(key), ...(resolved !== undefined && { text: resolved }) };
  };
  const [chart, version] = [one("chart"), one("version")];
  return { ...(chart && { chart }), ...(version && { version }) };
}

function derived(
  key: "chart" | "version",
  written: string,
  folder: string,
  files: Files,
  scope: Scope,
): string | undefined {
  for (const path of filesRead(written, [folder], files, scope)) {
    for (const { value } of files.file(path)?.documents ?? []) {
      const spec = get(value, "spec");
      if (textAt(value, "kind") === "OCIRepository")
        return key === "chart" ? textAt(spec, "url") : (textAt(spec, "ref", "tag") ?? textAt(spec, "ref", "semver"));
      const chart = get(spec, "chart", "spec");
      if (textAt(value, "kind") === "HelmRelease" && chart !== undefined) return textAt(chart, key);
    }
  }
  return undefined;
}

function withRepository(chart: string, repositories: readonly unknown[]): string {
  const [alias, ...rest] = chart.split("/");
  const url = textAt(
    repositories.find((one) => textAt(one, "name") === alias),
    "url",
  );
  return url === undefined || rest.length === 0 ? chart : `${url.replace(/\/$/, "")}/${rest.join("/")}`;
}

function valuesOf(
  items: readonly unknown[],
  release: Record<string, unknown>,
  { folder }: StateParts,
  files: Files,
  scope: Scope,
): ReleaseValues {
  const result: ReleaseValues = { known: {}, unresolved: [] };
  for (const item of items) {
    if (isRecord(item)) result.known = mergedValues(result.known, renderedIn(item, scope));
    else if (typeof item === "string") fromFile(result, rendered(item, scope), folder, files, scope);
  }
  for (const item of list(release["set"])) {
    const [path, value] = [textAt(item, "name"), text(get(item, "value"))];
    if (path !== undefined && value !== undefined) result.known = assigned(result.known, path, rendered(value, scope));
    else if (path !== undefined) result.unresolved.push(`set ${path}`);
  }
  if (list(release["secrets"]).length > 0) result.unresolved.push("its secrets are encrypted");
  return result;
}

function fromFile(result: ReleaseValues, named: string, folder: string, files: Files, scope: Scope): void {
  // `{{ requiredEnv "ROOT_DIR" }}/kubernetes/…`: the checkout's own root, where the file is there
  const rooted = /^\{\{-?\s*(?:requiredEnv|env)\s+"\w*(?:ROOT|DIR)\w*"\s*-?\}\}\/([^{]+)$/.exec(named)?.[1];
  const file = files.file(rooted ?? "") ?? files.file(join(folder, named) ?? "");
  if (!file) {
    result.unresolved.push(`the values file ${named} cannot be read`);
    return;
  }
  const { path } = file;
  if (file.trouble && file.template === undefined) {
    result.unresolved.push(`the values file ${path}: ${file.trouble.message}`);
    return;
  }
  // a template that hands on what a HelmRelease has
  if (/readFile|\bexec\b/.test(file.text ?? "")) {
    const read = filesRead(file.text ?? "", [folderOf(path), folder], files, scope);
    const document = read
      .flatMap((one) => files.file(one)?.documents ?? [])
      .find(({ value }) => textAt(value, "kind") === "HelmRelease");
    if (document) {
      result.derivedFrom = document.file;
      result.known = mergedValues(result.known, record(get(document.value, "spec", "values")));
      return;
    }
    const plain = read.find((one) => /values[^/]*\.ya?ml$/.test(baseOf(one)));
    if (plain !== undefined) result.known = mergedValues(result.known, record(files.file(plain)?.documents[0]?.value));
    else result.unresolved.push(`the values file ${path} is rendered by helmfile`);
    return;
  }
  if (file.trouble || file.documents.some(({ conditional }) => conditional))
    result.unresolved.push(`the values file ${path} is a template`);
  for (const { value } of file.documents) result.known = mergedValues(result.known, renderedIn(record(value), scope));
}

const renderedIn = (value: unknown, scope: Scope): Record<string, unknown> => record(deeply(value, scope));

function deeply(value: unknown, scope: Scope): unknown {
  if (typeof value === "string") return rendered(value, scope);
  if (Array.isArray(value)) return value.map((item) => deeply(item, scope));
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deeply(item, scope)]))
    : value;
}
