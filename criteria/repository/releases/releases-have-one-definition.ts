import type { Profile } from "../../../clusters/profile.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { cut } from "../../../observations/kubernetes.ts";
import { at, baseOf, get, inText, isRecord } from "../../../repository/yaml/documents.ts";
import type { Files } from "../../../repository/yaml/files.ts";
import type { HelmfileRelease } from "../../../repository/helmfile/release.ts";
import type { ReleaseValues } from "../../../repository/helmfile/release-values.ts";
import type { FluxRelease } from "../../../repository/flux/helm-releases.ts";
import { repositoryFrom, withoutRepository } from "../../../repository/model.ts";
import { helmfilePatches, patchDifferences, postRendered } from "../../../repository/helmfile/release-patches.ts";
import { differences, shown, type Difference } from "../../../repository/helmfile/values.ts";

type Result = RepositoryExamination;

/**
 * helmfile installs a release, then Flux adopts it: harmless where both say the same, as in 42 of 45 public
 * repositories; a rollout of the CNI in the middle of a bootstrap where they don't.
 */
export default repositoryCriterion({
  id: "repository/releases-have-one-definition",
  title: "A release that helmfile and a HelmRelease both define is the same in both, key by key",
  why: "Flux upgrades what helmfile has just installed to something else; of the CNI, under a cluster that starts.",
  serves: ["S1"],
  needs: ["repository"],
  restsOn: ["repository/dependencies-resolve"],
  advice: "helm -n <namespace> get values <release>; compare with the HelmRelease's spec.values",

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
    return result;
  },
});

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
  { releases }: Profile,
): Profile["releases"][number]["owner"] | undefined =>
  releases.find((one) => one.name === name && one.namespace === namespace)?.owner;

function judgeRelease(
  release: HelmfileRelease,
  twins: FluxRelease[],
  { owner, files }: { owner: ReturnType<typeof ownerOf>; files: Files },
  result: Result,
): void {
  const subject = `release/${release.namespace}/${release.name}`;
  const [twin] = twins;
  // one HelmRelease that two Kustomizations apply is another row's finding
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
  compare(subject, release, twin, { files, result });
}

/** A difference is an error where the release is the CNI, and a warning elsewhere. */
function compare(
  subject: string,
  release: HelmfileRelease,
  twin: FluxRelease,
  { files, result }: { files: Files; result: Result },
): void {
  const isNetwork = /(^|\/)cilium$/.test(release.chart?.text ?? release.name);
  const told = (finding: Omit<RepositoryFinding, "subject">): void => {
    if (isNetwork) result.findings.push({ subject, ...finding });
    else result.notices.push({ subject, ...finding, severity: "warning" });
  };
  const hidden = (reason: string): void => {
    // what could only be a warning keeps no row from passing
    if (isNetwork) result.unseen.push({ subject, reason });
    else result.remarks.push(`${subject}: ${reason}`);
  };
  for (const key of ["chart", "version"] as const) {
    const [ours, theirs] = [release[key], twin[key]];
    if (ours?.text === undefined || theirs?.text === undefined) {
      hidden(`its ${key} is not known on ${ours?.text === undefined ? "helmfile's" : "Flux's"} side`);
      continue;
    }
    // the same chart comes from mirrors, a version with or without v
    const plain =
      key === "chart" ? baseOf : (version: string): string => (version.split("@")[0] ?? "").replace(/^v/, "");
    if (plain(ours.text) === plain(theirs.text)) continue;
    told({
      expected: `the HelmRelease's ${key} ${theirs.text} (${inText(theirs.where)})`,
      actual: `helmfile installs ${ours.text}`,
      where: ours.where,
      because: "Flux upgrades the release as soon as it adopts it.",
      mend: `Write one ${key} in both, or let helmfile read the OCIRepository's.`,
      differs: {
        key,
        left: { by: "helmfile", says: ours.text, where: ours.where },
        right: { by: "HelmRelease", says: theirs.text, where: theirs.where },
      },
    });
  }
  for (const reason of [...release.values.unresolved, ...twin.values.unresolved])
    hidden(`its values are not known whole: ${reason}`);
  for (const difference of differences(release.values.known, twin.values.known))
    if (isSettled(difference, release.values, twin.values))
      judgeDifference(difference, twin, release, { subject, result, told, hidden });
  const patches = patchDifferences(helmfilePatches(release, files), postRendered(twin, files));
  for (const reason of patches.unknown) result.remarks.push(`${subject}: its patches are not known whole: ${reason}`);
  for (const fault of patches.faults) result.notices.push({ subject, severity: "warning", ...fault });
}

/** Whether nothing that is not seen could give, or override, what differs: what could has been told already. */
const isSettled = ({ path }: Difference, ...sides: ReleaseValues[]): boolean =>
  sides.every(({ settled }) => settled === undefined || get(settled, ...path) !== undefined);

interface Telling {
  subject: string;
  result: Result;
  told(finding: Omit<RepositoryFinding, "subject">): void;
  hidden(reason: string): void;
}

/** Nothing, off, or a map of such. */
const isOff = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.values(value).every(isOff));

function judgeDifference(
  difference: Difference,
  twin: FluxRelease,
  release: HelmfileRelease,
  { subject, result, told, hidden }: Telling,
): void {
  const { path, left, right, unresolved } = difference;
  const key = path.join(".");
  const place = at(twin.object.document, ["spec", "values", ...path]);
  if (unresolved) {
    hidden(
      `${key} is ${shown(left, path)} in helmfile and ${shown(right, path)} in the HelmRelease: one is not known offline`,
    );
    return;
  }
  // what is off or empty on one side only is most charts' default
  const isDefault = [left, right].includes(undefined) && [left, right].every(isOff);
  if (isDefault) {
    result.remarks.push(`${subject}: ${key} is ${shown(left ?? right, path)} on one side only`);
    return;
  }
  told({
    expected: `${key}: ${cut(shown(right, path))} (${inText(place)})`,
    actual: `helmfile's values: ${cut(shown(left, path))}`,
    where: release.values.derivedFrom === undefined ? release.where : place,
    because: "Flux upgrades the release to its own value as soon as it adopts it.",
    mend: "Let helmfile read the HelmRelease's values, so that there is one definition.",
    differs: {
      key,
      left: { by: "helmfile", says: shown(left, path), where: release.where },
      right: { by: "HelmRelease", says: shown(right, path), where: place },
    },
  });
}
