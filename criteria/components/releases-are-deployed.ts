import { criterion, each, type Finding, type Unseen } from "../criterion.ts";
import { releaseSubject, revisionsOf, withoutReleases } from "../derive/releases.ts";
import { cut } from "../../observations/kubernetes.ts";

/** https://github.com/helm/helm/blob/main/pkg/release/v1/status.go */
export default criterion({
  id: "components/releases-are-deployed",
  title: "The newest Helm revision of each release is deployed; none failed, none is pending",
  fails: "A Helm release is not deployed",
  why: "A release that hangs in pending blocks every later upgrade; one that was rolled back looks deployed.",
  serves: ["AC3"],
  needs: ["helmReleases"],
  restsOn: ["crds/required-are-established", "kubernetes/every-expected-node-is-ready", "components/have-one-owner"],
  advice:
    "helm -n <namespace> history <name>; helm -n <namespace> status <name>; install it again the way it came: helmfile, or Flux",

  irrelevant: withoutReleases,

  examine({ helmReleases }, { profile }) {
    const unseen: Unseen[] = [];
    const examination = each(profile.releases, (release): Finding | undefined => {
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
    });
    return { ...examination, examined: examination.examined - unseen.length, unseen };
  },
});
