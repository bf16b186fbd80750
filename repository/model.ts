import type { OpenProfile } from "../clusters/profile.ts";
import type { Checkout, CheckoutFile } from "../observations/checkout.ts";
import { entriesOf } from "./entries.ts";
import { join } from "./yaml/documents.ts";
import { filesOf, isAside, manifestOf, type Files, type Manifest } from "./yaml/files.ts";
import { treeOf } from "./flux/tree.ts";
import { isFluxKustomization, type FluxTree } from "./flux/kustomizations.ts";
import { releasesIn, type FluxRelease } from "./flux/helm-releases.ts";
import type { BuildGap } from "./kustomize/build.ts";
import type { HelmfileState } from "./helmfile/state.ts";
import { folderNamed } from "./kustomize/folder.ts";
import { sopsRulesOf, type SopsRule } from "./secrets/sops.ts";
import { appliesItself, type FluxSync } from "./flux/sync.ts";
import { handOvers } from "./syncs.ts";
import { talosOf, type TalosPiece } from "./talos/pieces.ts";
import type { Task } from "./tasks/task.ts";
import { tasksOf } from "./tasks/tasks.ts";

/**
 * A GitOps checkout as one cluster sees it, which the checks of suites/20-repository judge:
 *
 *     needs: ["repository"],
 *     irrelevant: withoutRepository,
 *     examine({ repository }, { profile }) {
 *       const { tree, helmfiles } = repositoryFrom(repository, profile);
 *
 * Rules for these checks:
 *
 * - **Places.** Every value comes with its document; `at(document, ["spec", "path"])` (yaml/documents.ts) is the file,
 *   line and column of a field, or of the nearest thing around it. It is the finding's `where`. The `document` of a built
 *   object is the one that it was written in, so a field that a patch adds has the place of what stands around it.
 * - **Subjects** are `file/<path>`, or `kustomization/<namespace>/<name>` and the like for objects of the tree.
 * - **Unknown values.** A `WrittenValue`, a `TalosValue` and a chart without `text` cannot be known offline;
 *   `isUnresolved(text)` says whether a string still holds an expression or a variable. They go to `unseen`, never to
 *   `findings`, and never pass. So do `state.uncertain`, `build.gaps`, `values.unresolved` and `kustomization.unknown`
 *   where they could hide what the check looks for (`gapsIn`, `hiddenMaker`; for fields `valueGap` of flux/tree.ts).
 * - **Severity.** Errors are `findings`; all else is `notices` (warning, information, policy): docs/adr/0009.
 * - **Nothing there** (no helmfile, no Flux): examine nothing, and the check is inconclusive.
 * - **Clusters.** A repository of several clusters has a folder for each (`clusters/infra`, `clusters/apps`):
 *   `belongs(path)` is false in the folders of other clusters. Everything below is filtered already, except `files` and
 *   `manifests`.
 * - **Secrets.** Never quote a value that may be one: `shown` (helmfile/values.ts) hides it by the name of its key. Texts
 *   of files are never quoted.
 *
 * The model is made once for a checkout and a profile.
 */
export interface Repository {
  checkout: Checkout;
  files: Files;
  /** Whether a path is this cluster's, or shared by all. */
  belongs(path: string): boolean;
  /** The other clusters that the checkout forks into, by the names of their folders. */
  siblings: readonly string[];
  /** Helmfile states of this cluster. */
  helmfiles: HelmfileState[];
  /** What declares the hand-over to Flux: FluxInstances, values of its chart, `flux bootstrap`'s GitRepository. */
  syncs: FluxSync[];
  /** What Flux applies, from the entry point down: Kustomizations, their builds, their objects. */
  tree: FluxTree;
  /** The HelmReleases of the tree. */
  releases: FluxRelease[];
  /** Flux Kustomizations that are written in this cluster's files and that no entry point reaches. */
  unreached: Manifest[];
  talos: TalosPiece[];
  sopsRules: SopsRule[];
  tasks: Task[];
  /** Markdown: runbooks and READMEs. */
  runbooks: CheckoutFile[];
  /** Every Kubernetes object of the checkout as it is written, of all clusters, but for trees aside. */
  manifests: Manifest[];
}

const made = new WeakMap<Checkout, WeakMap<OpenProfile, Repository>>();

export function repositoryFrom(checkout: Checkout, profile: OpenProfile): Repository {
  const byProfile = made.get(checkout) ?? new WeakMap<OpenProfile, Repository>();
  made.set(checkout, byProfile);
  const known = byProfile.get(profile) ?? make(checkout, profile);
  byProfile.set(profile, known);
  return known;
}

function make(checkout: Checkout, profile: OpenProfile): Repository {
  const files = filesOf(checkout);
  const scope = { environment: profile.name };
  const declared = handOvers(files, scope);
  const { belongs, siblings } = belonging(files, profile, declared.syncs);
  const helmfiles = declared.helmfiles.filter(({ file }) => belongs(file));
  const syncs = declared.syncs.filter(
    ({ document, path }) => belongs(document.file) && belongs((path?.text ?? "").replace(/^\.?\//, "")),
  );
  const manifests = files.documents.flatMap((document) => manifestOf(document) ?? []);
  const tasks = tasksOf(files);
  const tree = treeOf(
    files,
    entriesOf({ files, belongs, syncs, manifests, tasks, remotes: checkout.remotes }, profile),
    syncs,
  );
  const reached = new Set(tree.objects.map(({ object }) => object.document));
  return {
    checkout,
    files,
    belongs,
    siblings,
    helmfiles,
    syncs,
    tree,
    releases: releasesIn(tree, files),
    unreached: manifests.filter(
      (one) => isFluxKustomization(one) && belongs(one.document.file) && !reached.has(one.document),
    ),
    talos: talosOf(files).filter(({ document }) => belongs(document.file)),
    sopsRules: sopsRulesOf(files),
    tasks,
    runbooks: files.all.filter(({ path }) => /\.md$/i.test(path)),
    manifests,
  };
}

/**
 * A folder that has one for this cluster beside one for another cluster is a fork: `clusters/{infra,apps}`, and, by the
 * path that Flux takes, `kubernetes/{main,staging}/flux`. So are files and folders whose names differ in the cluster's alone.
 */
function belonging(
  files: Files,
  { name: cluster, flux }: OpenProfile,
  syncs: readonly FluxSync[],
): Pick<Repository, "belongs" | "siblings"> {
  const others = new Set<string>();
  const parts = (flux?.kustomization.path ?? "").split("/").filter((part) => part !== "" && part !== ".");
  const fork = forkOf(files, parts, cluster, syncs);
  for (const name of fork?.others ?? []) others.add(name);
  for (const { path } of files.all) {
    const parts = path.split("/");
    const fork = parts.findIndex((part) => /^clusters?$/.test(part));
    const above = parts.slice(0, fork + 1).join("/");
    const name = parts[fork + 1];
    if (fork >= 0 && !isAside(path) && name !== undefined && name !== cluster && fork + 2 < parts.length)
      if (files.foldersOf(above).includes(cluster)) others.add(name);
  }
  const names = [cluster, ...(fork ? [fork.own] : [])];
  const isFork = (folder: string): boolean => files.foldersOf(folder).some((name) => names.includes(name));
  const read = (path: string): boolean => {
    const parts = path.split("/");
    return !parts.some((part, index) => {
      const folder = parts.slice(0, index).join("/");
      return others.has(part) ? isFork(folder) : isOfOther(part, { folder, isFile: index === parts.length - 1 });
    });
  };
  const known = new Map<string, boolean>();
  const belongs = (path: string): boolean => {
    const found = known.get(path) ?? read(path);
    known.set(path, found);
    return found;
  };
  // `talos-apps` beside `talos-infra`, `helmfile.d/apps.yaml` beside `helmfile.d/infra.yaml`
  const isOfOther = (part: string, { folder, isFile }: { folder: string; isFile: boolean }): boolean => {
    if (isFile && !/(?:^|\/)(?:helmfile(?:\.d)?|bootstrap|talos)$/.test(folder) && !/^(?:helmfile|tal)/.test(part))
      return false;
    return [...others].some((other) =>
      names.some((own) => {
        const twin = part
          .split(/([-_.])/)
          .map((word) => (word === other ? own : word))
          .join("");
        if (twin === part) return false;
        return isFile ? files.file(join(folder, twin) ?? "") !== undefined : files.foldersOf(folder).includes(twin);
      }),
    );
  };
  return { belongs, siblings: [...others].toSorted() };
}

/**
 * Where the path that Flux takes forks: at the cluster's name; else, where the profile calls the cluster otherwise, at
 * the folder in whose place another sync of this checkout has another one.
 */
function forkOf(
  files: Files,
  parts: readonly string[],
  cluster: string,
  syncs: readonly FluxSync[],
): { own: string; others: string[] } | undefined {
  const isNamed = parts.includes(cluster);
  const paths = new Set(syncs.map(({ path }) => folderNamed(path?.text ?? "")));
  const selves = syncs.filter(appliesItself).map(({ path }) => `${folderNamed(path?.text ?? "")}/`);
  for (const index of isNamed ? [parts.indexOf(cluster)] : parts.keys()) {
    const [above, below] = [parts.slice(0, index).join("/"), parts.slice(index + 1).join("/")];
    const own = parts[index];
    if (below === "" || own === undefined) continue;
    const others = files.foldersOf(above).filter((name) => {
      const other = `${above === "" ? "" : `${above}/`}${name}`;
      const folder = `${other}/${below}`;
      // at the root a folder of the same shape may be anything: a sync must lead there
      const isThere = isNamed && index > 0 ? files.isFolder(folder) : paths.has(folder);
      return name !== own && (isThere || selves.some((path) => path.startsWith(`${other}/${parts[index + 1]}/`)));
    });
    if (others.length > 0) return { own, others };
  }
  return undefined;
}

/** Why every check of the suite is irrelevant: no checkout is given. */
export const withoutRepository = ({ repository }: OpenProfile): string | undefined =>
  repository === undefined
    ? "no checkout of the repository is given: --repo <path>, or repository in the profile"
    : undefined;

/** Why a check about releases by helmfile is irrelevant. */
export const withoutReleases = (profile: OpenProfile): string | undefined =>
  withoutRepository(profile) ?? (profile.releases.length === 0 ? "the profile names no release" : undefined);

/** Why a check about Flux is irrelevant. */
export const withoutFlux = (profile: OpenProfile): string | undefined =>
  withoutRepository(profile) ?? (profile.flux ? undefined : "the profile does not use Flux");

/**
 * What could make Flux objects that are not seen here (ResourceSets, templates, unreadable files, paths with
 * variables): before a name is said to be missing. Other repositories that a tree builds hold no Kustomizations of this
 * one.
 */
export function hiddenMaker({ tree }: Pick<Repository, "tree">): string | undefined {
  const maker = tree.objects.find(({ object }) => object.kind === "ResourceSet");
  if (maker) return `the ResourceSet ${maker.object.name} makes objects that cannot be seen offline`;
  const lost = tree.kustomizations.find(({ unknown }) =>
    /^its (?:path|source is an ExternalArtifact)/.test(unknown ?? ""),
  );
  if (lost) return `Kustomization ${lost.name} cannot be built: ${lost.unknown}`;
  const gap = gapsIn({ tree }).find(({ kind }) => kind !== "remote");
  return gap && `${gap.where.file}:${gap.where.line}: ${gap.reason}`;
}

/** Why nothing of the tree is known from a root down: its path lies in another repository. */
export const unseenRoots = ({ tree }: Pick<Repository, "tree">): { subject: string; reason: string }[] =>
  tree.roots.flatMap(({ namespace, name, unknown }) =>
    unknown === undefined ? [] : [{ subject: `kustomization/${namespace || "-"}/${name}`, reason: unknown }],
  );

/**
 * Parts of the tree's builds that could bring objects and are not known: fetched, rendered by Helm, unreadable. What
 * could change *fields* of objects that are seen (transformers, vars, replacements) is not among them: `valueGap` of
 * flux.ts.
 */
export const gapsIn = ({ tree }: Pick<Repository, "tree">): BuildGap[] =>
  tree.kustomizations.flatMap(({ build }) => build.gaps.filter(({ kind }) => kind !== "transformer"));
