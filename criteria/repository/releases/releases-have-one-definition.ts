import type { OpenProfile } from "../../../clusters/profile.ts";
import type { RepositoryFinding } from "../../../repository/finding.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { inText } from "../../../repository/yaml/documents.ts";
import type { Files } from "../../../repository/yaml/files.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import type { FluxRelease } from "../../../repository/flux/helm-releases.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { compareDefinitions } from "../../../repository/helmfile/definition-comparison.ts";

type Result = RepositoryExamination;

/**
 * helmfile installs a release, then Flux adopts it: harmless where both say the same, as in 42 of 45 public
 * repositories; a rollout of the CNI in the middle of a bootstrap where they don't.
 */
export default repositoryCriterion({
  id: "repository/releases-have-one-definition",
  title: "A release that helmfile and a HelmRelease both define is the same in both, key by key",
  fails: "helmfile and the HelmRelease differ",
  why: "Flux upgrades what helmfile has just installed to something else; of the CNI, under a cluster that starts.",
  serves: ["S1"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "helm -n <namespace> get values <name>; compare with spec.values of the HelmRelease",
  seeks: "releases of helmfile states (helmfile.yaml, helmfile.d/) beside HelmReleases that Flux applies",

  irrelevant: (profile) =>
    withoutRepository(profile) ??
    (profile.releases.length > 0 && profile.releases.every(({ owner }) => owner === "flux")
      ? "Flux brings every release: its definition is the only one"
      : undefined) ??
    (profile.flux === undefined && profile.releases.every(({ owner }) => owner === "helm")
      ? "the profile does not use Flux: helmfile's definition is the only one"
      : undefined),

  examine({ repository }, { profile }) {
    const { helmfiles, releases, tree, files } = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    for (const release of helmfiles.filter(({ crdsOnly }) => !crdsOnly).flatMap((state) => state.releases)) {
      const twins = releases.filter(
        ({ release: one }) => one.name === release.name && one.namespace === release.namespace,
      );
      const other = tree.elsewhere.find(({ folder }) => twins.every((twin) => isNearer(folder, twin, release)));
      if (other && twins.length > 0)
        result.unseen.push({
          subject: `release/${release.namespace}/${release.name}`,
          reason: `${release.file} lies beside ${other.folder}, another cluster's, which the profile does not name`,
        });
      else judgeRelease(release, twins, { owner: ownerOf(release, profile), files }, result);
    }
    if (profile.releases.length === 0 && helmfiles.length === 0)
      result.inapplicable =
        "the checkout has no helmfile state, and the profile names no release: Flux's definition is the only one";
    // values that a bootstrap leaves out, or a second state that repeats them, are one decision
    const key = ({ subject, differs }: RepositoryFinding): string | undefined =>
      differs === undefined || ["chart", "version"].includes(differs.key) ? undefined : subject;
    const named = ({ differs }: RepositoryFinding): string => differs?.key ?? "";
    return {
      ...result,
      findings: foldedBy(result.findings, key, named, FEW),
      notices: foldedBy(result.notices, (one) => key(one) && `${one.severity} ${one.subject}`, named, FEW),
    };
  },
});

/** Differences of one release that are told each by itself. */
const FEW = 3;

/**
 * Of several clusters in one checkout, where the profile chooses none, only one is built: another's state
 * (`kubernetes/staging/bootstrap`) is not held against its HelmReleases (`kubernetes/main/apps`; szinn/k8s-homelab).
 */
const isNearer = (folder: string, { object }: FluxRelease, { file, values }: HelmfileRelease): boolean =>
  object.document.file !== values.derivedFrom &&
  sharedFolders(file, folder) > sharedFolders(file, object.document.file);

function sharedFolders(one: string, other: string): number {
  const [ours, theirs] = [one.split("/"), other.split("/")];
  const fork = ours.findIndex((part, index) => part !== theirs[index]);
  return fork < 0 ? ours.length : fork;
}

const ownerOf = (
  { name, namespace }: HelmfileRelease,
  { releases }: OpenProfile,
): OpenProfile["releases"][number]["owner"] | undefined =>
  releases.find((one) => one.name === name && one.namespace === namespace)?.owner;

function judgeRelease(
  release: HelmfileRelease,
  twins: FluxRelease[],
  { owner, files }: { owner: ReturnType<typeof ownerOf>; files: Files },
  result: Result,
): void {
  const subject = `release/${release.namespace}/${release.name}`;
  const [twin] = twins;
  // one HelmRelease that two Kustomizations apply is another check's finding
  const more = twins.filter(({ name, namespace }) => name !== twin?.name || namespace !== twin.namespace);
  result.examined += 1;
  if (owner === "helm" && twin) {
    result.findings.push({
      subject,
      expected: "no HelmRelease, because the profile says that helm manages it",
      actual: `${inText(twin.where)} defines one`,
      where: twin.where,
      because: "Flux takes the release over and upgrades it to its own definition.",
      mend: "Remove the HelmRelease, or say owner: adopted in the profile.",
    });
    return;
  }
  if (!twin) {
    if (owner !== undefined && owner !== "helm")
      result.findings.push({
        subject,
        expected: "a HelmRelease that adopts it, as the profile says",
        actual: "nothing that Flux applies defines one",
        where: release.where,
        because: "Nothing upgrades or mends it after the bootstrap.",
        mend: "Add its HelmRelease to what Flux applies, or say owner: helm in the profile.",
      });
    return;
  }
  if (more.length > 0)
    result.findings.push({
      subject,
      expected: "one HelmRelease",
      actual: [twin, ...more].map(({ where }) => inText(where)).join(", "),
      where: more[0]?.where ?? twin.where,
      because: "Two HelmReleases of one release upgrade it against each other.",
      mend: "Leave one of them.",
    });
  const { findings, unseen, remarks, notices } = compareDefinitions(release, twin, files);
  result.findings.push(...findings);
  result.unseen.push(...unseen);
  result.remarks.push(...remarks);
  result.notices.push(...notices);
}
