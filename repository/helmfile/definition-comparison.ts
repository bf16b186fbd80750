import { cut } from "../../observations/kubernetes.ts";
import type { RepositoryFinding, RepositoryNotice } from "../finding.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import { at, baseOf, get, inText, isRecord } from "../yaml/documents.ts";
import type { Files } from "../yaml/files.ts";
import { helmfilePatches, patchDifferences, postRendered } from "./release-patches.ts";
import type { ReleaseValues } from "./release-values.ts";
import type { HelmfileRelease } from "./release.ts";
import { differences, shown, type Difference } from "./values.ts";

export interface Comparison {
  findings: RepositoryFinding[];
  unseen: { subject: string; reason: string }[];
  remarks: string[];
  notices: RepositoryNotice[];
}

/**
 * Compares helmfile's definition of a release with its HelmRelease: chart, version, values and patches, key by key. A
 * difference is an error where the release is the CNI, and a warning elsewhere.
 */
export function compareDefinitions(release: HelmfileRelease, twin: FluxRelease, files: Files): Comparison {
  const subject = `release/${release.namespace}/${release.name}`;
  const result: Comparison = { findings: [], unseen: [], remarks: [], notices: [] };
  const isNetwork = /(^|\/)cilium$/.test(release.chart?.text ?? release.name);
  const report = (finding: Omit<RepositoryFinding, "subject">): void => {
    if (isNetwork) result.findings.push({ subject, ...finding });
    else result.notices.push({ subject, ...finding, severity: "warning" });
  };
  const hidden = (reason: string): void => {
    // what could only be a warning keeps no check from passing
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
    report({
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
      judgeDifference(difference, twin, release, { subject, result, report, hidden });
  const patches = patchDifferences(helmfilePatches(release, files), postRendered(twin, files));
  for (const reason of patches.unknown) result.remarks.push(`${subject}: its patches are not known whole: ${reason}`);
  for (const fault of patches.faults) result.notices.push({ subject, severity: "warning", ...fault });
  return result;
}

/** Whether no unknown value could give or override this key; unknown values are reported by themselves. */
const isSettled = ({ path }: Difference, ...sides: ReleaseValues[]): boolean =>
  sides.every(({ settled }) => settled === undefined || get(settled, ...path) !== undefined);

/** Where the comparison of one release goes. */
interface Reporting {
  subject: string;
  result: Comparison;
  report(finding: Omit<RepositoryFinding, "subject">): void;
  hidden(reason: string): void;
}

/** Whether a value is nothing, off, or a map of such values. */
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
  { subject, result, report, hidden }: Reporting,
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
  // what is written over the HelmRelease's own values is left out of the bootstrap on purpose
  const isOverride = release.values.derivedFrom === twin.object.document.file;
  const tell = isOverride
    ? (finding: Omit<RepositoryFinding, "subject">) =>
        void result.notices.push({ subject, ...finding, severity: "warning" })
    : report;
  tell({
    expected: `${key}: ${cut(shown(right, path))} (${inText(place)})`,
    actual: `helmfile's values: ${cut(shown(left, path))}`,
    where: release.values.derivedFrom === undefined ? release.where : place,
    because: "Flux upgrades the release to its own value as soon as it adopts it.",
    mend: isOverride
      ? "Leave it where the upgrade after the hand-over is wanted; else take it out of helmfile's values."
      : "Let helmfile read the HelmRelease's values, so that there is one definition.",
    differs: {
      key,
      left: { by: "helmfile", says: shown(left, path), where: release.where },
      right: { by: "HelmRelease", says: shown(right, path), where: place },
    },
  });
}
