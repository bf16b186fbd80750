import type { Finding } from "../../criterion.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { at, inText, textAt } from "../../../repository/yaml/documents.ts";
import { manifestOf, type Files } from "../../../repository/yaml/files.ts";
import type { Checkout } from "../../../observations/checkout.ts";
import { bareUrl, forkOf, otherRepository } from "../../../repository/flux/sync.ts";
import { folderNamed } from "../../../repository/kustomize/folder.ts";
import { handedOverOutside } from "../../../repository/flux/outside.ts";
import { repositoryFrom, withoutFlux } from "../../../repository/model.ts";
import type { FluxSync, WrittenValue } from "../../../repository/flux/sync.ts";

type Result = RepositoryExamination;

/** What the profile says of the source; what it leaves out is not compared. */
interface Wanted {
  url: string | undefined;
  ref: string | undefined;
  path: string | undefined;
}

/**
 * What the repository says of the source must be what the profile says: story 1.3 lets infra follow `main` and apps its
 * release branch, each at its own path.
 */
export default repositoryCriterion({
  id: "repository/git-source-tracks-the-branch",
  title:
    "The Git source that the hand-over declares follows the profile's repository and branch, at the cluster's path",
  fails: "Flux is told to follow something else",
  why: "A cluster that follows another branch or path applies what is meant for another cluster, or not yet released.",
  serves: ["AC4"],
  needs: ["repository"],
  restsOn: ["repository/handover-to-flux-is-declared"],
  advice: "kubectl -n <flux-namespace> get gitrepository <flux-source> -o yaml; git ls-remote <git-url> <git-ref>",
  seeks: "a FluxInstance, values of its chart, or a GitRepository with its Kustomization (gotk-sync.yaml)",

  irrelevant: withoutFlux,

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const { syncs: declared, files } = model;
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    if (!profile.flux) return result;
    const outside = handedOverOutside(model, profile);
    if (outside !== undefined) return { ...result, inapplicable: outside };
    const { source, kustomization } = profile.flux;
    const syncs = named(declared, source.name);
    const wanted: Wanted = { url: source.url, ref: source.ref, path: kustomization.path };
    const folder = wanted.path === undefined ? undefined : folderNamed(wanted.path);
    const ours = syncs.filter(({ path }) => path?.text !== undefined && folderNamed(path.text) === folder);
    // beside the one at the cluster's path, others are other clusters'
    for (const sync of ours.length > 0 ? ours : syncs) {
      judge(sync, wanted, files, result);
      judgeCheckout(sync, repository.remotes, result);
    }
    for (const { path, where } of ours.length > 0 ? syncs : [])
      if (path?.text !== undefined && folderNamed(path.text) !== folder)
        result.remarks.push(`${inText(where)} declares another sync, at ${path.text}`);
    return result;
  },
});

/** Of GitRepositories with their Kustomizations those of the profile's name, where there are some: others are other sources. */
function named(syncs: readonly FluxSync[], name: string): readonly FluxSync[] {
  const isOurs = ({ by, document }: FluxSync): boolean =>
    by === "GitRepository" && textAt(document.value, "spec", "sourceRef", "name") === name;
  return syncs.some(isOurs) ? syncs.filter((sync) => sync.by !== "GitRepository" || isOurs(sync)) : syncs;
}

function judge(sync: FluxSync, wanted: Wanted, files: Files, result: Result): void {
  const { by, kind, where } = sync;
  const subject = `file/${where.file}`;
  const hold = (
    what: string,
    told: WrittenValue | undefined,
    expected: string | undefined,
    same: (text: string, expected: string) => boolean,
  ): void => {
    if (expected === undefined) {
      result.remarks.push(`the profile says no ${what} of the source`);
      return;
    }
    result.examined += 1;
    const finding = (actual: string, place: Finding["where"], mend: string): void =>
      void result.findings.push({
        subject,
        expected: `${what} ${expected}`,
        actual,
        where: place ?? where,
        because: "Flux applies what stands there instead, from its first reconciliation on.",
        mend,
      });
    if (!told) finding(`the sync of this ${by} names none`, where, `Add it, or correct it in the profile.`);
    else if (told.text === undefined)
      result.unseen.push({
        subject,
        reason: `the ${what} at ${inText(told.where)} is not known before it is rendered`,
      });
    else if (!same(told.text, expected))
      finding(told.text, told.where, `Name ${expected} here, or correct the profile.`);
  };
  hold("url", sync.url, wanted.url, (text, url) => bareUrl(text) === bareUrl(url));
  hold("path", sync.path, wanted.path, (text, path) => folderNamed(text) === folderNamed(path));
  if (kind === "GitRepository") hold("ref", followed(sync, files), wanted.ref, (text, ref) => full(text) === full(ref));
  else hold("ref", sync.ref, wanted.ref, (text, ref) => text === ref);
}

/** Paths of a source say nothing about a checkout of another repository. */
function judgeCheckout(sync: FluxSync, remotes: Checkout["remotes"], result: Result): void {
  const fork = forkOf(sync, remotes);
  if (fork !== undefined)
    result.notices.push({
      severity: "information",
      subject: `file/${sync.where.file}`,
      expected: `a checkout of ${sync.url?.text}, which Flux follows`,
      actual: `its remote is ${fork}, of the same name; it is judged as if it were that one`,
      where: sync.url?.where ?? sync.where,
      because: "Where the two differ, Flux applies what stands in the other one.",
      mend: `Follow ${fork} here, or judge a checkout of ${sync.url?.text}.`,
    });
  const other = otherRepository(sync, remotes);
  if (other === undefined) return;
  result.findings.push({
    subject: `file/${sync.where.file}`,
    expected: `a checkout of ${other}, which Flux follows`,
    actual: `its remote is ${(remotes ?? []).join(", ")}`,
    where: sync.url?.where ?? sync.where,
    because: "Flux applies what stands in the other repository: what stands here says nothing about the cluster.",
    mend: `Judge a checkout of ${other}; where it was renamed: git remote set-url origin ${other}.`,
  });
}

/** A branch by its full name; `refs/…` and `semver:…` as they are. */
const full = (ref: string): string => (/^refs\/|^semver:/.test(ref) ? ref : `refs/heads/${ref}`);

/**
 * Of a GitRepository's references the first of commit, name, semver, tag and branch counts:
 * https://fluxcd.io/flux/components/source/gitrepositories/#reference
 */
function followed({ by, ref, branch, where }: FluxSync, files: Files): WrittenValue | undefined {
  if (by !== "GitRepository" || ref) return ref;
  const document = (files.file(where.file)?.documents ?? []).find(
    (one) => manifestOf(one)?.kind === "GitRepository" && at(one).line === where.line,
  );
  const written = (key: string, text: (value: string) => string): WrittenValue | undefined => {
    const value = document && textAt(document.value, "spec", "ref", key);
    return document && value !== undefined
      ? { text: text(value), where: at(document, ["spec", "ref", key]) }
      : undefined;
  };
  return (
    written("commit", (commit) => `commit ${commit}`) ??
    written("semver", (range) => `semver:${range}`) ??
    written("tag", (tag) => `refs/tags/${tag}`) ??
    branch
  );
}
