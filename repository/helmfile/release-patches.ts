import { cut } from "../../observations/kubernetes.ts";
import type { RepositoryFinding } from "../finding.ts";
import { at, folderOf, get, inText, isRecord, isUnresolved, join, list, record, textAt } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import type { HelmfileRelease } from "./release.ts";
import type { Where } from "../../observations/checkout.ts";

/** Changes to what a chart renders, in words that helmfile's and Flux's ways have in common. */
export interface ReleasePatches {
  /** `DaemonSet/cilium: add /spec/… "x"`, sorted. */
  known: string[];
  /** What cannot be compared: transformers, templates, files that are not there. */
  unknown: string[];
  where: Where;
}

/** `jsonPatches` and `strategicMergePatches`. https://helmfile.readthedocs.io/en/latest/advanced-features/#adding-dependencies-without-forking-the-chart */
export function helmfilePatches({ patches, file, where }: HelmfileRelease, files: Files): ReleasePatches {
  const result: ReleasePatches = { known: [], unknown: [], where };
  for (const item of patches) {
    const path = typeof item === "string" ? join(folderOf(file), item) : undefined;
    const read = path === undefined ? undefined : files.file(path)?.documents.map(({ value }) => value);
    if (typeof item === "string" && (!read || isUnresolved(item))) result.unknown.push(`the patch ${item}`);
    for (const one of read ?? [item]) {
      if (!isRecord(one)) continue;
      const kind = textAt(one, "kind") ?? "";
      if (kind.endsWith("Transformer")) result.unknown.push(`its ${kind}`);
      else if ("patch" in one) addPatch(get(one, "patch"), get(one, "target"), files, result);
      else addPatch(one, undefined, files, result);
    }
  }
  return sorted(result);
}

/** `postRenderers` by kustomize. https://fluxcd.io/flux/components/helm/helmreleases/#post-renderers */
export function postRendered({ postRenderers, object }: FluxRelease, files: Files): ReleasePatches {
  const result: ReleasePatches = { known: [], unknown: [], where: at(object.document, ["spec", "postRenderers"]) };
  for (const item of postRenderers) {
    const kustomize = get(item, "kustomize");
    for (const key of ["patches", "patchesJson6902", "patchesStrategicMerge"])
      for (const one of list(get(kustomize, key)))
        if (isRecord(one) && "patch" in one) addPatch(one["patch"], one["target"], files, result);
        else addPatch(one, undefined, files, result);
    for (const image of list(get(kustomize, "images"))) result.known.push(`image ${written(image)}`);
  }
  return sorted(result);
}

/** Each patch that only one of the two has; nothing where one of them is not known whole. */
export function patchDifferences(
  ours: ReleasePatches,
  theirs: ReleasePatches,
): { faults: Omit<RepositoryFinding, "subject">[]; unknown: string[] } {
  const unknown = [...ours.unknown, ...theirs.unknown];
  if (unknown.length > 0) return { faults: [], unknown };
  const [left, right] = [
    { by: "helmfile", where: ours.where },
    { by: "HelmRelease", where: theirs.where },
  ];
  const differ = (patch: string, isOurs: boolean): Omit<RepositoryFinding, "subject"> => ({
    expected: `the same patches in helmfile and in the HelmRelease's postRenderers (${inText(theirs.where)})`,
    actual: `only ${isOurs ? "helmfile" : "the HelmRelease"} has ${inWords(patch)}`,
    where: ours.where,
    because: "What it changes rolls the pods when Flux adopts the release.",
    mend: `Write it into ${isOurs ? "postRenderers of the HelmRelease" : "jsonPatches of helmfile's release"} too, or remove it.`,
    differs: {
      key: `patches of ${patch.split(":")[0] ?? ""}`,
      left: { ...left, says: isOurs ? inWords(patch) : "not set" },
      right: { ...right, says: isOurs ? "not set" : inWords(patch) },
    },
  });
  return {
    faults: [
      ...ours.known.filter((one) => !theirs.known.includes(one)).map((one) => differ(one, true)),
      ...theirs.known.filter((one) => !ours.known.includes(one)).map((one) => differ(one, false)),
    ],
    unknown,
  };
}

/** A patch as people read it; what may set a secret is named and never shown. */
const inWords = (patch: string): string =>
  /pass(word|phrase)?|secret|token|api-?key|private|credential/i.test(patch)
    ? `${patch.split(/[ "{]/).slice(0, 3).join(" ")} [hidden]`
    : cut(patch);

function addPatch(patch: unknown, target: unknown, files: Files, result: ReleasePatches): void {
  const contents = typeof patch === "string" ? files.inner(patch) : [patch];
  if (!contents) result.unknown.push("a patch that cannot be read");
  for (const content of contents ?? []) {
    const changes = Array.isArray(content)
      ? content.map(
          (one) =>
            `${targetOf(target)}: ${textAt(one, "op") ?? ""} ${textAt(one, "path") ?? ""} ${written(get(one, "value") ?? get(one, "from"))}`,
        )
      : [
          `${targetOf(target ?? { kind: get(content, "kind"), name: get(content, "metadata", "name") })}: merge ${written(withoutName(content))}`,
        ];
    for (const change of changes.map((text) => text.trim()))
      if (isUnresolved(change)) result.unknown.push("a patch that is not known before it is rendered");
      else result.known.push(change);
  }
}

/** What a patch means, by what both ways always name: the namespace and the API's version are often left out. */
const targetOf = (target: unknown): string =>
  [textAt(target, "kind"), textAt(target, "name"), textAt(target, "labelSelector")].filter(Boolean).join("/") || "all";

function withoutName(content: unknown): unknown {
  const { apiVersion: _, kind: __, metadata, ...rest } = record(content);
  const { name: ___, namespace: ____, ...meta } = record(metadata);
  return Object.keys(meta).length > 0 ? { metadata: meta, ...rest } : rest;
}

/** JSON whose keys are in one order. */
const written = (value: unknown): string =>
  value === undefined
    ? ""
    : JSON.stringify(value, (_, one: unknown) =>
        isRecord(one) ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))) : one,
      );

const sorted = ({ known, ...rest }: ReleasePatches): ReleasePatches => ({ ...rest, known: known.toSorted() });
