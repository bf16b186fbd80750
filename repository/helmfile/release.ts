import type { Where } from "../../observations/checkout.ts";
import type { YamlDocument } from "../../observations/checkout.ts";
import { at, get, isRecord, isUnresolved, list, record, textAt, texts } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import { include, type Include } from "./includes.ts";
import { filesRead, rendered, type Scope } from "./templates.ts";
import type { WrittenValue } from "../flux/sync.ts";
import { valuesOf, type ReleaseValues } from "./release-values.ts";

export interface HelmfileRelease {
  name: string;
  namespace: string;
  /** The state file. */
  file: string;
  where: Where;
  /** As it is fetched: an alias of `repositories:` is replaced by its URL. `text` is missing where not known. */
  chart?: WrittenValue;
  version?: WrittenValue;
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

/** What a state gives its releases. */
export interface StateParts {
  templates: Record<string, unknown>;
  inherits: readonly string[];
  repositories: readonly unknown[];
  folder: string;
  /** Whether the whole state goes on without files that are not there. */
  lenient: boolean;
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
  const labels = Object.fromEntries(Object.entries(record(own["labels"])).map(([key, value]) => [key, String(value)]));
  const inner: Scope = { ...scope, release: { name, namespace, labels } };
  const inherited = [...parts.inherits, ...list(own["inherit"]).flatMap((one) => textAt(one, "template") ?? [])];
  const value = Object.assign({}, ...inherited.map((one) => record(parts.templates[one])), own) as Record<
    string,
    unknown
  >;
  const where = at(document, [...path, "name"]);
  const known = valuesOf(
    list(own["values"]).length > 0
      ? [...inheritedValues(parts, inherited), ...list(own["values"])]
      : list(value["values"]),
    value,
    parts.folder,
    files,
    inner,
  );
  const optional =
    value["installed"] !== undefined && value["installed"] !== true ? true : value["condition"] !== undefined;
  const source = chartOf(value, parts, files, inner, (key) => at(document, [...path, key]));
  return [
    {
      name,
      namespace,
      file: document.file,
      where,
      ...source,
      needs: texts(own["needs"] ?? value["needs"]).map((written, at_) =>
        needed(rendered(written, inner), namespace, at(document, [...path, "needs", at_])),
      ),
      values: known,
      hooks: list(value["hooks"]).map((hook, at_) => ({
        where: at(document, [...path, "hooks", at_]),
        events: texts(get(hook, "events")),
        command: textAt(hook, "command") ?? "",
        args: texts(get(hook, "args")).map((argument) => rendered(argument, inner)),
      })),
      patches: ["jsonPatches", "strategicMergePatches", "transformers"].flatMap((key) => list(value[key])),
      optional,
      includes: [
        ...includesOf(
          own,
          { document, path, folder: parts.folder, lenient: isLenient(value) || parts.lenient },
          files,
          inner,
        ),
        ...(optional ? [] : (known.missing ?? [])).map((written): Include => ({
          kind: "read",
          written,
          where,
          exists: false,
        })),
      ],
      document,
      path,
    },
  ];
}

interface Place {
  document: YamlDocument;
  path: readonly (string | number)[];
  folder: string;
  lenient: boolean;
}

/** Files that a release names itself: its values, its secrets, and what its hooks apply in the state's folder. */
function includesOf(
  own: Record<string, unknown>,
  { document, path, folder, lenient }: Place,
  files: Files,
  scope: Scope,
): Include[] {
  const named = (kind: Include["kind"], written: unknown, place: (string | number)[]): Include[] =>
    typeof written === "string" ? include(kind, written, folder, at(document, [...path, ...place]), files, scope) : [];
  const hooks = list(own["hooks"]).flatMap((hook, index) => {
    const args = texts(get(hook, "args"));
    if (!/^(?:kubectl|bash|sh)$/.test(textAt(hook, "command") ?? "")) return [];
    return args.flatMap((_, at_) =>
      /^(?:-f|-k|--filename|--kustomize)$/.test(args[at_ - 1] ?? "") && !/^(?:-|https?:)/.test(args[at_] ?? "")
        ? named("hook", args[at_], ["hooks", index, "args", at_])
        : [],
    );
  });
  const values = ["values", "secrets"].flatMap((key) =>
    list(own[key]).flatMap((item, at_) => named("values", item, [key, at_])),
  );
  return [...values.filter(({ exists }) => exists || !lenient), ...hooks];
}

/** Whether helmfile goes on without a file that is not there: `missingFileHandler` of Warn, Info or Debug. */
export const isLenient = (value: unknown): boolean =>
  /^(?:Warn|Info|Debug)$/i.test(textAt(value, "missingFileHandler") ?? "");

const inheritedValues = ({ templates }: StateParts, inherited: readonly string[]): unknown[] =>
  inherited.flatMap((one) => list(get(templates, one, "values")));

/** `[context/]namespace/name`, or a name alone, of the release's own namespace. https://helmfile.readthedocs.io/en/latest/#dag-aware-installationdeletion-ordering-with-needs */
function needed(written: string, own: string, where: Where): HelmfileRelease["needs"][number] {
  const parts = written.split("/");
  const [name = "", namespace = own || undefined] = [parts.at(-1), parts.at(-2)];
  return { written, name, ...(namespace !== undefined && { namespace }), where };
}

/** Chart and version as they stand, or as the OCIRepository or HelmRelease has them that a template reads. */
function chartOf(
  value: Record<string, unknown>,
  parts: StateParts,
  files: Files,
  scope: Scope,
  place: (key: string) => Where,
): { chart?: WrittenValue; version?: WrittenValue } {
  const one = (key: "chart" | "version"): WrittenValue | undefined => {
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
  for (const path of filesRead(written, [folder], files, scope).paths) {
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
