import { criterion, each, momentOf, together, type Examination, type Finding, type Unseen } from "../criterion.ts";
import { releaseOf, type HelmReleaseResource } from "../derive/ownership.ts";
import { releaseSubject, revisionsOf, withoutReleases } from "../derive/releases.ts";
import type { Profile } from "../../clusters/profile.ts";
import type { HelmReleaseRecord } from "../../observations/api.ts";
import { cut } from "../../observations/kubernetes.ts";

/** https://github.com/helm/helm/blob/main/pkg/release/v1/status.go */
export default criterion({
  id: "components/releases-are-deployed",
  title: "The newest Helm revision of each release is deployed; none failed, none is pending",
  fails: "A Helm release is not deployed",
  why: "A release that hangs in pending blocks every later upgrade; one that was rolled back looks deployed.",
  serves: ["AC3"],
  needs: ["helmReleases"],
  wants: ["helmReleaseResources"],
  restsOn: ["crds/required-are-established", "kubernetes/every-expected-node-is-ready", "components/have-one-owner"],
  advice:
    "helm -n <namespace> history <name>; helm -n <namespace> status <name>; install it again the way it came: helmfile, or Flux",

  narrows: true,
  irrelevant: withoutReleases,

  examine({ helmReleases, helmReleaseResources }, context) {
    const { profile } = context;
    const unseen: Unseen[] = [];
    const examination = each(
      profile.releases,
      (release): Finding | undefined => {
        const subject = releaseSubject(release);
        const [newest, ...older] = revisionsOf(release, helmReleases);
        if (!newest) return { subject, expected: "a deployed Helm release", actual: "none" };
        const since = newest.details?.lastDeployed ?? newest.modifiedAt ?? newest.createdAt;
        if (newest.status !== "deployed") {
          const before = older.find(({ status }) => status === "deployed");
          const still = before ? `; revision ${before.revision} is deployed still` : "; no revision is deployed";
          const said = newest.details?.description ? ` (${cut(newest.details.description, 200)})` : "";
          return {
            subject,
            expected: "the newest revision deployed",
            actual: `revision ${newest.revision} is ${newest.status}${said}${still}`,
            since,
          };
        }
        if (newest.details?.description === undefined) {
          unseen.push({ subject, reason: "its description was not read, so that a rollback cannot be ruled out" });
          return undefined;
        }
        const rollback = /^Rollback to (\d+)/.exec(newest.details.description);
        if (!rollback) return undefined;
        return {
          subject,
          expected: "the newest upgrade in place",
          actual: `revision ${newest.revision} is a rollback to ${rollback[1]}`,
          since,
        };
      },
      releaseSubject,
    );
    const named = { ...examination, examined: examination.examined - unseen.length, unseen };
    const others = newestOfOthers(helmReleases, profile, helmReleaseResources ?? []);
    const both = together(named, ...others.map((it) => left(it, momentOf(context, "helmReleases"))));
    // where none of the profile's releases could be judged, others stand for none of them
    return { ...both, examined: named.examined === 0 ? 0 : both.examined };
  },
});

/** The newest revision of each release that neither the profile names nor a HelmRelease manages: Flux's rows judge those. */
function newestOfOthers(
  records: readonly HelmReleaseRecord[],
  { releases }: Profile,
  resources: readonly HelmReleaseResource[],
): HelmReleaseRecord[] {
  const managed = new Set(resources.map(releaseOf).map(({ name, storedIn }) => `${storedIn}/${name}`));
  const newest = new Map<string, HelmReleaseRecord>();
  for (const record of records) {
    const { name, namespace, storedIn = namespace } = record;
    if (managed.has(`${storedIn}/${name}`) || releases.some((it) => it.name === name && it.namespace === namespace))
      continue;
    const known = newest.get(`${namespace}/${name}`);
    if (!known || known.revision < record.revision) newest.set(`${namespace}/${name}`, record);
  }
  return [...newest.values()];
}

/** Twice as long as Helm waits by default: whoever works on a release is done by then, or was killed. */
const WORKED_ON_MS = 10 * 60_000;

/** A release of nobody that is left failed or in work blocks its next upgrade as one of the profile's would. */
function left(record: HelmReleaseRecord, now: Date): Examination {
  const { status, revision, modifiedAt, createdAt } = record;
  const subject = releaseSubject(record);
  const since = modifiedAt ?? createdAt;
  const inWork = /^(pending-|uninstalling$)/.test(status);
  if (status !== "failed" && !inWork) return { examined: 1, findings: [] };
  if (inWork && now.getTime() - Date.parse(since) < WORKED_ON_MS)
    return { examined: 1, findings: [], remarks: [`${subject}: revision ${revision} is ${status} since ${since}`] };
  const actual = `revision ${revision} is ${status}; the profile does not name this release`;
  return {
    examined: 1,
    findings: [{ subject, expected: "no release that was left failed or in work", actual, since }],
  };
}
