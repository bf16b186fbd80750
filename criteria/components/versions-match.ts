import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { newestOf, releaseSubject, withoutReleases } from "../derive/releases.ts";
import { imageName, sameVersion, tagOf } from "../../clusters/notation/version.ts";
import type { Pod } from "../../observations/objects.ts";

export default criterion({
  id: "components/versions-match",
  title: "Chart, app version and images of each release are the profile's",
  fails: "Wrong version of a release",
  why: "What the repository says and what runs part ways silently when an upgrade was not applied.",
  serves: ["S2", "S4"],
  needs: ["helmReleases", "pods"],
  restsOn: ["components/releases-are-deployed", "components/workloads-are-rolled-out"],
  advice:
    "helm -n <namespace> list; kubectl -n <namespace> describe <kind> <name>; compare with the version in helmfile and in the HelmRelease",

  irrelevant: (profile) =>
    withoutReleases(profile) ??
    (profile.releases.some(({ version, appVersion, images }) => version ?? appVersion ?? images)
      ? undefined
      : "the profile names no versions"),

  examine({ helmReleases, pods }, { profile }) {
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    let examined = 0;
    for (const release of profile.releases) {
      const subject = releaseSubject(release);
      const details = newestOf(release, helmReleases)?.details;
      const { version, appVersion } = release;
      if (!details) {
        if (version ?? appVersion) unseen.push({ subject, reason: "there is no release whose version could be read" });
      } else {
        if (release.chart ?? version ?? appVersion) examined += 1;
        const differs = (what: string, wanted: string, actual: string): void => {
          findings.push({
            subject,
            expected: `${what} ${wanted}`,
            actual: actual || `no ${what}`,
            since: details.lastDeployed,
            hopeless: true,
          });
        };
        if (release.chart !== undefined && details.chart !== release.chart)
          differs("chart", release.chart, details.chart);
        if (version !== undefined && !sameVersion(details.chartVersion, version))
          differs("chart version", version, details.chartVersion);
        if (appVersion !== undefined && !sameVersion(details.appVersion, appVersion))
          differs("app version", appVersion, details.appVersion);
      }
      for (const [name, tag] of Object.entries(release.images ?? {})) {
        const running = imagesNamed(name, release.namespace, pods);
        if (running.length === 0)
          unseen.push({ subject: `image/${name}`, reason: `no pod of ${release.namespace} runs it` });
        examined += running.length;
        for (const { image, pod } of running) {
          if (!sameVersion(tagOf(image), tag))
            findings.push({
              subject: `pod/${release.namespace}/${pod}`,
              expected: `image ${name}:${tag}`,
              actual: image,
            });
        }
      }
    }
    return { examined, findings, unseen };
  },
});

const imagesNamed = (name: string, namespace: string, pods: readonly Pod[]): { image: string; pod: string }[] =>
  pods
    .filter(
      ({ metadata, status }) =>
        metadata?.namespace === namespace && status?.phase !== "Succeeded" && status?.phase !== "Failed",
    )
    .flatMap(({ metadata, spec }) =>
      (spec?.containers ?? []).flatMap(({ image = "" }) =>
        imageName(image) === name ? [{ image, pod: metadata?.name ?? "" }] : [],
      ),
    );
