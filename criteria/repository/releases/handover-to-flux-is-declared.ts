import { missingControllers } from "../../../repository/flux/controllers.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import type { OpenProfile } from "../../../clusters/profile.ts";
import { folderOf, inText, join } from "../../../repository/yaml/documents.ts";
import { manifestOf, type Files } from "../../../repository/yaml/files.ts";
import { groupOf } from "../../../observations/kubernetes.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import { folderNamed } from "../../../repository/kustomize/folder.ts";
import { handedOverOutside } from "../../../repository/flux/outside.ts";
import { repositoryFrom, withoutFlux } from "../../../repository/model.ts";
import { artifactRoot, otherRepository, type FluxSync } from "../../../repository/flux/sync.ts";

type Result = RepositoryExamination;

/**
 * An error: a cluster whose hand-over leads nowhere gets no workloads (docs/adr/0009).
 *
 * `sync.ref` of a FluxInstance becomes the GitRepository's `ref.name`, which must be a full Git reference:
 * https://fluxoperator.dev/docs/crd/fluxinstance/#sync-configuration
 * https://fluxcd.io/flux/components/source/gitrepositories/#name-example
 */
export default repositoryCriterion({
  id: "repository/handover-to-flux-is-declared",
  title: "The hand-over to Flux names a ref of the form refs/… and a path that exists, after Flux's CRDs are there",
  fails: "The hand-over to Flux is wrong",
  why: "A ref or path that does not exist leaves a cluster whose Flux is healthy and applies nothing.",
  serves: ["S3"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "kubectl -n <flux-namespace> get gitrepository <flux-source> -o yaml; git ls-remote <git-url> <git-ref>",
  seeks: "a FluxInstance, values of its chart, or a GitRepository with its Kustomization (gotk-sync.yaml)",

  irrelevant: withoutFlux,

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const { syncs, files, helmfiles } = model;
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const outside = handedOverOutside(model, profile);
    if (outside !== undefined) return { ...result, inapplicable: outside };
    const exists = ({ path }: FluxSync): boolean => files.isFolder(folderNamed(path?.text ?? "-") ?? "-");
    // beside one that leads to this cluster's folder, another is another environment's
    const ours = syncs.filter((sync) => exists(sync) && isOurs(sync, profile));
    for (const sync of syncs) {
      const elsewhere = otherRepository(sync, repository.remotes);
      judgeSync(sync, files, { isError: ours.length === 0 || ours.includes(sync), elsewhere, result });
      if (ours.includes(sync)) result.findings.push(...missingControllers(model, sync));
    }
    for (const release of helmfiles.flatMap(({ releases }) => releases)) judgeHooks(release, files, result);
    return result;
  },
});

const isOurs = ({ path }: FluxSync, { flux }: OpenProfile): boolean =>
  path?.text !== undefined && folderNamed(path.text) === folderNamed(flux?.kustomization.path ?? "");

interface Held {
  isError: boolean;
  /** The repository that it follows, where that is another one. */
  elsewhere: string | undefined;
  result: Result;
}

function judgeSync(sync: FluxSync, files: Files, { isError, elsewhere, result }: Held): void {
  const { by, kind, ref, branch, path, where } = sync;
  const subject = `file/${where.file}`;
  const wrong = (finding: Omit<RepositoryFinding, "subject">): void => {
    if (isError) result.findings.push({ subject, ...finding });
    else result.notices.push({ subject, ...finding, severity: "warning" });
  };
  result.examined += 1;
  if (path?.text === undefined) {
    const reason = `the path at ${inText(path?.where ?? where)} is not known before it is rendered`;
    if (path) result.unseen.push({ subject, reason });
    else
      wrong({
        expected: "a path of the repository",
        actual: `the sync of this ${by} names none`,
        where,
        because: "Flux applies every manifest of the repository, other clusters' too.",
        mend: "Name the folder that holds this cluster's Kustomizations.",
      });
  } else if (elsewhere !== undefined)
    result.unseen.push({ subject, reason: `${path.text} lies in ${elsewhere}, of which this is no checkout` });
  else {
    const folder = folderNamed(path.text);
    const base = folder === undefined ? undefined : artifactRoot(sync, folder, files);
    const isThere = folder !== undefined && (files.isFolder(folder) || (base !== undefined && base !== ""));
    // an artifact may hold any part of the repository, by paths of its own
    if (!isThere && kind !== "GitRepository") result.unseen.push({ subject, reason: artifact(path.text, kind) });
    else if (!isThere)
      wrong({
        expected: "a path that exists in the repository",
        actual: `${path.text} does not`,
        where: path.where,
        because: "Flux fetches the repository and applies nothing.",
        mend: "Name the folder that holds this cluster's Kustomizations.",
      });
  }
  // an OCIRepository's ref is a tag
  if (kind !== "GitRepository") return;
  if (!ref) {
    const branched = branch !== undefined || by === "GitRepository";
    if (!branched)
      wrong({
        expected: "a ref like refs/heads/main",
        actual: `the sync of this ${by} names none`,
        where,
        because: "Flux refuses a source that names no branch: nothing is ever fetched.",
        mend: "Write sync.ref: refs/heads/<branch>.",
      });
    return;
  }
  if (ref.text === undefined)
    result.unseen.push({ subject, reason: `the ref at ${inText(ref.where)} is not known before it is rendered` });
  else if (!/^refs\/(?:heads|tags|pull|merge-requests)\/./.test(ref.text))
    wrong({
      expected: "a ref of the form refs/heads/<branch>",
      actual: ref.text,
      where: ref.where,
      because: "Flux takes it as a full Git reference, which no repository has: nothing is ever fetched.",
      mend: `Write refs/heads/${ref.text}.`,
    });
}

const artifact = (path: string, kind: string): string =>
  `whether ${path} exists in the artifact of the ${kind} is not known: this checkout has no such folder`;

/** What a hook applies of Flux's own kinds must come after it waited for their CRDs (k8s-gitops 1f95112). */
function judgeHooks(release: HelmfileRelease, files: Files, result: Result): void {
  const subject = `release/${release.namespace}/${release.name}`;
  let waited = false;
  for (const { command, args, events, where } of release.hooks) {
    if (!events.includes("postsync")) continue;
    const line = [command, ...args].join(" ");
    for (const [, named = ""] of line.matchAll(APPLIED)) {
      const path = join(folderOf(release.file), named);
      const file = path === undefined ? undefined : files.file(path);
      if (!file || path === undefined || /\{\{|\$/.test(named)) continue;
      const kinds = file.documents
        .flatMap((document) => manifestOf(document) ?? [])
        .filter(({ apiVersion }) => isFlux(apiVersion));
      if (kinds.length === 0) continue;
      result.examined += 1;
      const inThisLine = line.slice(0, line.indexOf(named));
      if (waited || WAIT.test(inThisLine)) continue;
      result.findings.push({
        subject,
        expected: "a wait for Flux's CRDs before this hook",
        actual: `it applies ${path} (${kinds.map(({ kind }) => kind).join(", ")}) at once`,
        where,
        because: "The operator installs these CRDs some time after its own release: the apply finds no such kind.",
        mend: "Before it: kubectl wait --for=condition=established crd/gitrepositories.source.toolkit.fluxcd.io",
      });
    }
    waited ||= WAIT.test(line);
  }
}

const APPLIED = /(?:-f|--filename)[ =]([^\s"';|&]+)/g;

const WAIT = /\bwait\b[\s\S]*(?:crd|customresourcedefinitions?)[/\s][\s\S]*toolkit\.fluxcd\.io/;

const isFlux = (apiVersion: string): boolean => groupOf(apiVersion).endsWith(".toolkit.fluxcd.io");
