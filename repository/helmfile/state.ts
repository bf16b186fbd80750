import type { Where } from "../../observations/checkout.ts";
import type { CheckoutFile, YamlDocument } from "../../observations/checkout.ts";
import { at, folderOf, get, isRecord, join, list, record, textAt, texts } from "../yaml/documents.ts";
import { isAside, type Files } from "../yaml/files.ts";
import { type Include, include } from "./includes.ts";
import { isLenient, releaseIn, type HelmfileRelease } from "./release.ts";
import { rendered, type Scope } from "./templates.ts";
import { mergedValues } from "./values.ts";

/** A helmfile state: a file, whatever its name, whose documents hold `releases:` or `helmfiles:`. */
export interface HelmfileState {
  file: string;
  where: Where;
  releases: HelmfileRelease[];
  /** What it names by path, whether it is there or not: `helmfiles`, `bases`, values of environments and releases. */
  includes: Include[];
  /** Its releases are rendered for their CRDs (`--include-crds` among helmfile's arguments). */
  crdsOnly: boolean;
  /** Why some of it is not known: control structures of a template, a base that cannot be read. */
  uncertain: string[];
}

/** All states of a checkout, but for fragments that a Taskfile keeps for itself and trees that lie aside. */
export function helmfilesOf(files: Files, scope: Scope): HelmfileState[] {
  return files.all
    .filter((file) => file.yaml && !isAside(file.path) && !/(^|\/)\.?_?task(files|s)?\//.test(file.path))
    .flatMap((file) => {
      if (file.documents.some(isState)) return [stateOf(file, files, scope)];
      return looksLikeOne(file) && file.trouble ? [unreadable(file)] : [];
    });
}

/** By content: releases with a name and a namespace or chart, or includes of further states. */
function isState({ value }: YamlDocument): boolean {
  if (!isRecord(value) || "apiVersion" in value) return false;
  const releases = list(value["releases"]);
  const helm = ["chart", "namespace", "version", "inherit", "needs"];
  return (
    releases.some((one) => isRecord(one) && typeof one["name"] === "string" && helm.some((key) => key in one)) ||
    (Array.isArray(value["helmfiles"]) && value["helmfiles"].length > 0)
  );
}

const looksLikeOne = ({ path }: CheckoutFile): boolean =>
  /(^|\/)helmfile[^/]*\.ya?ml|(^|\/)helmfile(\.d)?\/[^/]*\.ya?ml/.test(path) && !/values|templates/.test(path);

const unreadable = ({ path, trouble }: CheckoutFile): HelmfileState => ({
  file: path,
  where: { file: path, line: 1, column: 1 },
  releases: [],
  includes: [],
  crdsOnly: false,
  uncertain: [trouble?.message ?? "it cannot be read"],
});

function stateOf(file: CheckoutFile, files: Files, scope: Scope): HelmfileState {
  const folder = folderOf(file.path);
  const includes = file.documents.flatMap((document) => includesOf(document, folder, files, scope));
  const uncertain = file.documents.some(({ conditional }) => conditional)
    ? ["it holds control structures of a template, which helmfile evaluates"]
    : [];
  const bases = includes
    .filter(({ kind }) => kind === "base")
    .flatMap(({ path }) => files.file(path ?? "")?.documents ?? []);
  for (const base of bases) if (base.conditional) uncertain.push(`its base ${base.file} holds control structures`);
  const documents = [...bases, ...file.documents];
  const values = environmentValues(documents, folder, files, scope);
  const inner: Scope = { ...scope, values };
  const first = file.documents.find(isState) ?? file.documents[0];
  const crdsOnly = documents.some(({ value }) => texts(get(value, "helmDefaults", "args")).includes("--include-crds"));
  const parts = {
    templates: Object.assign({}, ...documents.map(({ value }) => record(get(value, "templates")))) as Record<
      string,
      unknown
    >,
    inherits: documents.flatMap(({ value }) => texts(get(value, "defaultInherit"))),
    repositories: documents.flatMap(({ value }) => list(get(value, "repositories"))),
    folder,
    lenient: documents.some(({ value }) => isLenient(value)),
  };
  const releases = file.documents.flatMap((document) =>
    list(get(document.value, "releases")).flatMap((_, index) => releaseIn(document, index, parts, files, inner)),
  );
  return {
    file: file.path,
    where: first ? at(first) : { file: file.path, line: 1, column: 1 },
    releases,
    includes: [...includes, ...releases.flatMap((release) => release.includes)],
    crdsOnly,
    uncertain,
  };
}

/** `helmfiles:`, `bases:` and the environments' values: what must be there for the state to load. */
function includesOf(document: YamlDocument, folder: string, files: Files, scope: Scope): Include[] {
  const { value } = document;
  const one = (kind: Include["kind"], item: unknown, path: (string | number)[]): Include[] => {
    const written = textAt({ item }, "item") ?? textAt(item, "path");
    return written === undefined ? [] : include(kind, written, folder, at(document, path), files, scope);
  };
  const environments = Object.entries(record(get(value, "environments")));
  return [
    ...list(get(value, "helmfiles")).flatMap((item, index) => one("helmfile", item, ["helmfiles", index])),
    ...list(get(value, "bases")).flatMap((item, index) => one("base", item, ["bases", index])),
    ...environments.flatMap(([name, environment]) =>
      ["values", "secrets"].flatMap((key) =>
        list(get(environment, key)).flatMap((item, index) =>
          typeof item === "string"
            ? one("values", item, ["environments", name, key, index]).filter(
                ({ exists }) => exists || !(isLenient(environment) || isLenient(value)),
              )
            : [],
        ),
      ),
    ),
  ];
}

/** `.Values`: what the chosen environment gives, files and inline, later ones over earlier ones. */
function environmentValues(documents: readonly YamlDocument[], folder: string, files: Files, scope: Scope): unknown {
  const chosen = documents.flatMap(({ value }) => {
    const environments = record(get(value, "environments"));
    const environment = environments[scope.environment ?? ""] ?? environments["default"];
    return list(get(environment, "values"));
  });
  const values = chosen.map((item) =>
    typeof item === "string" ? files.file(join(folder, rendered(item, scope)) ?? "")?.documents[0]?.value : item,
  );
  return values.map(record).reduce(mergedValues, {});
}
