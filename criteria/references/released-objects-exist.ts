import { criterion, together, type Unseen } from "../criterion.ts";
import { heldExamined, type Holder } from "../derive/held-objects.ts";
import { namedByProfile } from "../derive/named-by-profile.ts";
import { releaseSubject } from "../derive/releases.ts";
import { groupOf } from "../derive/served-objects.ts";
import type { HelmReleaseRecord } from "../../observations/api.ts";

/**
 * Helm compares nothing with the cluster once a release is deployed, and helm-controller does only where drift detection
 * is on. Hooks stand apart from the manifest, and what has the policy `keep` is meant to outlive its release: both need
 * no exception here. https://fluxcd.io/flux/components/helm/helmreleases/#drift-detection
 */
export default criterion({
  id: "references/released-objects-exist",
  title: "Every object of every deployed Helm release exists",
  fails: "An object of a Helm release is gone",
  why: "A release and its HelmRelease stay green when somebody deletes what they made, and nothing brings it back.",
  serves: ["AC3", "reliability"],
  needs: ["helmReleases", "everything"],
  restsOn: [
    "prerequisites/access-is-enough-and-read-only",
    "crds/required-are-established",
    "components/releases-are-deployed",
    "components/workloads-are-rolled-out",
  ],
  advice:
    "helm list -A; whoever installed the release must do so again: helmfile sync, or flux reconcile helmrelease --force",

  examine({ helmReleases, everything }, { profile }) {
    const unseen: Unseen[] = [];
    const holders = helmReleases.flatMap((record): Holder[] => {
      if (record.undecoded !== undefined) unseen.push({ subject: releaseSubject(record), reason: record.undecoded });
      return record.manifest ? [holderOf(record, record.manifest)] : [];
    });
    const held = together(heldExamined(holders, everything, namedByProfile(profile)), {
      examined: 0,
      findings: [],
      unseen,
    });
    // a release is held to its manifest whether the profile lists it or not
    const inapplicable = "the profile lists no release, and the cluster has none";
    return profile.releases.length > 0 ? held : { ...held, inapplicable };
  },
});

const holderOf = (
  record: HelmReleaseRecord,
  { namespace, objects }: NonNullable<HelmReleaseRecord["manifest"]>,
): Holder => ({
  subject: releaseSubject(record),
  where: `in the manifest of its revision ${record.revision}`,
  objects: objects.map(({ apiVersion, ...object }) => ({ ...object, group: groupOf(apiVersion) })),
  home: namespace,
});
