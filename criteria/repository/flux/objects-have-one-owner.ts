import type { RepositoryFinding } from "../../../repository/finding.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { kustomizationOf, type BuiltObject } from "../../../repository/kustomize/build.ts";
import { at, folderOf, inText, isUnresolved, join, textAt } from "../../../repository/yaml/documents.ts";
import { manifestOf, type Files } from "../../../repository/yaml/files.ts";
import { groupOf } from "../../../observations/kubernetes.ts";
import type { FluxKustomization } from "../../../repository/flux/kustomizations.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { buildFolder } from "../../../repository/kustomize/folder.ts";
import { gapsIn, repositoryFrom, withoutFlux, type Repository } from "../../../repository/model.ts";
import { identityOf, isClusterScoped } from "../../../repository/kustomize/transformers.ts";

type Result = RepositoryExamination;

interface Owned {
  object: BuiltObject;
  owner: FluxKustomization;
}

/**
 * Two Kustomizations that apply one object overwrite each other's fields, and the one that loses it deletes it:
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 * Two objects of one build are kustomize's own error, which repository/dependencies-resolve tells.
 */
export default repositoryCriterion({
  id: "repository/objects-have-one-owner",
  title: "No object is in two Kustomizations, nor in one and, written differently, in a hook of the bootstrap",
  fails: "Two Kustomizations or hooks write one object",
  why: "Two owners overwrite each other for ever, and whichever lets go of it deletes it for both.",
  serves: ["S1"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice:
    "flux tree kustomization <flux-kustomization> -n <flux-namespace>; kubectl -n <namespace> get <kind> <name> -o yaml",
  seeks:
    "objects that Flux applies, from its entry point down (a FluxInstance, gotk-sync.yaml, flux.kustomization.path of the profile)",

  irrelevant: withoutFlux,

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const { tree, helmfiles, files } = repository;
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const owned = new Map<string, Owned[]>();
    for (const one of tree.objects) owned.set(keyOf(one.object), [...(owned.get(keyOf(one.object)) ?? []), one]);
    const twice = new Set<string>();
    for (const [, owners] of owned) judge(owners, files, result, twice);
    // one folder that two apply, and one component or habit that puts an object of this name into many namespaces
    const pairs = foldedBy(result.findings, pair, ({ subject }) => subject, 2);
    const told = ({ subject, actual }: RepositoryFinding): string =>
      `${subject} (${actual.replace(/ apply it.*$/, "")})`;
    result.findings = foldedBy(pairs, alike, told);
    for (const release of helmfiles.flatMap(({ releases }) => releases)) judgeHooks(release, owned, repository, result);
    // what is not built could hold a second one
    for (const { where, reason, kind } of gapsIn(repository))
      if (kind === "template" || kind === "unreadable") result.unseen.push({ subject: `file/${where.file}`, reason });
    return { ...result, unseen: [...new Map(result.unseen.map((one) => [one.subject + one.reason, one])).values()] };
  },
});

/** Objects that the same Kustomizations apply. */
const pair = ({ expected, actual }: RepositoryFinding): string | undefined =>
  expected === "one Kustomization that applies it" && actual.endsWith(" apply it") ? actual : undefined;

/** Objects of one kind and name in several namespaces. */
const alike = ({ subject, expected }: RepositoryFinding): string | undefined => {
  const [kind, , name] = subject.split("/");
  if (expected !== "one Kustomization that applies it" || kind === "kustomization") return undefined;
  return name === undefined ? undefined : `${kind}/${name}`;
};

const keyOf = ({ apiVersion, kind, namespace = "", name }: BuiltObject): string =>
  [groupOf(apiVersion), kind, namespace, name].join("|");

const subjectOf = ({ kind, namespace, name }: BuiltObject): string =>
  [kind.toLowerCase(), namespace, name].filter(Boolean).join("/");

const nameOf = ({ namespace, name }: FluxKustomization): string => (namespace ? `${namespace}/${name}` : name);

/** `twice`: Kustomizations of one folder, which are told once, not for each object in it. */
function judge(owners: readonly Owned[], files: Files, result: Result, twice: Set<string>): void {
  const [first] = owners;
  if (!first) return;
  result.examined += 1;
  const other = owners.find(({ owner }) => owner !== first.owner);
  if (!other || first.object.name === "" || first.object.kind === "") return;
  const subject = subjectOf(first.object);
  if (isUnresolved(subject)) {
    result.unseen.push({ subject, reason: `${nameOf(first.owner)} and ${nameOf(other.owner)} hold it by this name` });
    return;
  }
  const lost = unplaced(owners);
  if (lost !== undefined) {
    result.unseen.push({ subject, reason: `its namespace is not known: ${lost}` });
    return;
  }
  // Merge and IfNotPresent are made for sharing: https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
  if (owners.some(({ object }) => shares(object))) {
    result.remarks.push(`${subject} is shared by its own words (kustomize.toolkit.fluxcd.io/ssa)`);
    return;
  }
  if (isWhole(first.owner, other.owner)) {
    const pair = `${nameOf(first.owner)} and ${nameOf(other.owner)}`;
    if (twice.has(pair)) return;
    twice.add(pair);
    result.findings.push({
      subject: `kustomization/${nameOf(other.owner)}`,
      expected: `one Kustomization that builds ${first.owner.folder}`,
      actual: `${pair} build it, ${subject} and all else in it`,
      where: other.owner.object ? at(other.owner.object.document, ["spec", "path"]) : other.owner.where,
      because: "Each overwrites what the other one applied, and pruning in one deletes it for both.",
      mend: "Leave the folder to one of them.",
    });
    return;
  }
  const renamed = owners.find(({ object }) => writtenName(object) !== object.name)?.object;
  const as =
    renamed?.kind === "Namespace" ? `; in ${renamed.document.file} it is written as ${writtenName(renamed)}` : "";
  result.findings.push({
    subject,
    expected: "one Kustomization that applies it",
    actual: `${[...new Set(owners.map(({ owner }) => nameOf(owner)))].join(" and ")} apply it${as}`,
    where: at((as === "" ? other.object : (renamed ?? other.object)).document),
    because: "Each overwrites what the other one applied, and pruning in one deletes it for both.",
    mend: as === "" ? mendOf(owners, first, files) : RENAMED,
  });
}

const writtenName = ({ document }: BuiltObject): string | undefined => textAt(document.value, "metadata", "name");

const RENAMED =
  "Let another Kustomization apply it, or take out targetNamespace or kustomize's namespace: they name a Namespace itself.";

function mendOf(owners: readonly Owned[], first: Owned, files: Files): string {
  const unlisted = owners.flatMap((one) => withoutKustomization(one, files) ?? []);
  const elsewhere = inText(at(first.object.document));
  if (unlisted[0])
    return `Write ${unlisted[0].folder}/kustomization.yaml: without one Flux applies with ${unlisted[0].owner} every file below it.`;
  return owners.some(({ object }) => inText(at(object.document)) !== elsewhere)
    ? `Remove it from one of them: it also stands at ${elsewhere}.`
    : "Apply this file from one of them only.";
}

/**
 * The folder below an owner's that no kustomization.yaml closes, so that Flux generates one with all that is below:
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#generating-a-kustomizationyaml-file
 */
function withoutKustomization({ owner, object }: Owned, files: Files): { folder: string; owner: string } | undefined {
  const top = owner.folder;
  if (top === undefined || kustomizationOf(files, top) || !object.document.file.startsWith(`${top}/`)) return undefined;
  const [below = ""] = object.document.file.slice(top.length + 1).split("/");
  const folder = `${top}/${below}`;
  return !files.isFolder(folder) || kustomizationOf(files, folder) ? undefined : { folder, owner: nameOf(owner) };
}

/** Whether two build one folder to the same objects: with variables it may be a template for several. */
function isWhole(one: FluxKustomization, other: FluxKustomization): boolean {
  const keys = new Set(other.build.objects.map(keyOf));
  return one.folder === other.folder && one.build.objects.every((object) => keys.has(keyOf(object)));
}

/** Why the namespace of an object without one is not known: transformers above it that are not imitated. */
function unplaced(owners: readonly Owned[]): string | undefined {
  if (owners.some(({ object: { namespace, kind } }) => namespace !== undefined || isClusterScoped(kind)))
    return undefined;
  const chain = ({ owner }: Owned): FluxKustomization[] => {
    const above: FluxKustomization[] = [];
    for (let one: FluxKustomization | undefined = owner; one; one = one.parent) above.push(one);
    return above;
  };
  const gaps = owners.flatMap(chain).flatMap(({ build }) => build.gaps.filter(({ kind }) => kind === "transformer"));
  return gaps[0]?.reason;
}

const shares = ({ value }: BuiltObject): boolean =>
  /^(?:merge|ifnotpresent|ignore)$/i.test(
    textAt(value, "metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa") ?? "",
  );

/** What a hook applies before Flux does is the same object only where it is the same file. */
function judgeHooks(
  release: HelmfileRelease,
  owned: ReadonlyMap<string, readonly Owned[]>,
  { files }: Repository,
  result: Result,
): void {
  for (const { command, args, where } of release.hooks) {
    for (const [, named = ""] of [command, ...args].join(" ").matchAll(APPLIED)) {
      const path = isUnresolved(named) || named.includes("$") ? undefined : join(folderOf(release.file), named);
      if (path === undefined) continue;
      const objects = files.isFolder(path)
        ? buildFolder(files, path, where).objects
        : (files.file(path)?.documents ?? []).flatMap((document) =>
            manifestOf(document) ? [identityOf(document.value as Record<string, unknown>, document)] : [],
          );
      for (const object of objects) {
        const [twin] = owned.get(keyOf(object)) ?? [];
        result.examined += 1;
        if (!twin) continue;
        const same = twin.object.document === object.document;
        const subject = subjectOf(object);
        if (same)
          result.remarks.push(
            `${subject} is applied by a hook (${inText(where)}) and then kept by ${nameOf(twin.owner)}`,
          );
        else
          result.findings.push({
            subject,
            expected: `what ${nameOf(twin.owner)} applies (${inText(at(twin.object.document))})`,
            actual: `the hook of ${release.name} applies ${inText(at(object.document))}`,
            where,
            because: "Flux overwrites what bootstrap applied, and the next bootstrap overwrites it again.",
            mend: "Let the hook apply Flux's own file.",
          });
      }
    }
  }
}

const APPLIED = /(?:-f|-k|--filename|--kustomize)[ =]([^\s"';|&]+)/g;
