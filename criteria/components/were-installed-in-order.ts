import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { establishedAt, namedBy } from "../derive/crds.ts";
import { newestOf, releaseSubject, withoutReleases, type Release } from "../derive/releases.ts";
import { ownerOf } from "../derive/pods.ts";
import { conditionOf } from "../kubernetes.ts";
import type { Pod } from "../objects.ts";

const SECOND_MS = 1000;

/**
 * Helm's first_deployed is the start of the first installation by the client's clock, in nanoseconds, and every later
 * revision carries it. Readiness is proven only by pods that were there before the next release came: one that was
 * made later says nothing of that day (facts/captures.md §8).
 */
export default criterion({
  id: "components/were-installed-in-order",
  title: "CRDs came first, and the releases one after another in the profile's order, each ready before the next",
  why: "Pods that were started before their network, names or certificates come up wrong, or by luck.",
  serves: ["AC3", "S3"],
  needs: ["helmReleases", "pods", "customResourceDefinitions"],
  restsOn: ["components/releases-are-deployed"],
  advice: "look at the timeline in report.md; `needs` and `wait: true` in helmfile give the order",

  irrelevant: (profile) =>
    withoutReleases(profile) ?? (profile.releases.length > 1 ? undefined : "one release has no order"),

  examine({ helmReleases, pods, customResourceDefinitions }, { profile }) {
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    const remarks: string[] = [];
    let examined = 0;
    const startOf = (release: Release): string | undefined =>
      newestOf(release, helmReleases)?.details?.firstDeployed || undefined;

    for (const [index, later] of profile.releases.entries()) {
      const earlier = profile.releases[index - 1];
      const subject = releaseSubject(later);
      const start = startOf(later);
      if (start === undefined) {
        unseen.push({ subject, reason: "when it was first deployed is not known" });
        continue;
      }
      const crds = customResourceDefinitions.filter(({ metadata }) =>
        later.crds.some((pattern) => namedBy(pattern, metadata?.name ?? "")),
      );
      for (const crd of crds) {
        const at = establishedAt(crd);
        if (at !== undefined && Date.parse(at) - Date.parse(start) >= SECOND_MS) {
          findings.push({
            subject,
            expected: `deployed after ${crd.metadata?.name} was established (${at})`,
            actual: `first deployed ${start}`,
            since: start,
            hopeless: true,
          });
        }
      }
      if (!earlier || (later.phase !== undefined && later.phase === earlier.phase)) continue;
      const before = startOf(earlier);
      if (before === undefined) continue;
      examined += 1;
      const name = releaseSubject(earlier);
      if (Date.parse(start) < Date.parse(before)) {
        findings.push({
          subject,
          expected: `first deployed after ${name} (${before})`,
          actual: `first deployed ${start}`,
          since: start,
          hopeless: true,
        });
        continue;
      }
      const ready = readyBefore(earlier, pods, start);
      if (ready === undefined)
        remarks.push(`${name}: none of its pods is as old as ${subject}, so that it was ready before is not proven`);
      else if (ready.at - Date.parse(start) >= SECOND_MS) {
        findings.push({
          subject,
          expected: `first deployed after ${name} was ready (${new Date(ready.at).toISOString()}, pod ${ready.pod})`,
          actual: `first deployed ${start}`,
          since: start,
          hopeless: true,
        });
      } else if (ready.at - Date.parse(start) > -SECOND_MS)
        remarks.push(`${name} was ready and ${subject} was deployed within a second`);
    }
    return { examined, findings, unseen, remarks };
  },
});

/** The last readiness among pods of a release that were made before a moment, if any is left. */
function readyBefore(release: Release, pods: readonly Pod[], moment: string): { at: number; pod: string } | undefined {
  const owners = new Set(
    release.workloads.map(
      ({ kind, namespace, name }) => `${kind.toLowerCase()}/${namespace ?? release.namespace}/${name}`,
    ),
  );
  const times = pods
    .filter(
      (pod) => owners.has(ownerOf(pod)) && Date.parse(pod.metadata?.creationTimestamp ?? "") <= Date.parse(moment),
    )
    // a container that restarted since has another Ready time than its first
    .filter(({ status }) => (status?.containerStatuses ?? []).every(({ restartCount = 0 }) => restartCount === 0))
    .flatMap((pod) => {
      const ready = conditionOf(pod, "Ready");
      const at = Date.parse(ready?.lastTransitionTime ?? "");
      return ready?.status === "True" && !Number.isNaN(at) ? [{ at, pod: pod.metadata?.name ?? "" }] : [];
    });
  return times.toSorted((a, b) => b.at - a.at)[0];
}
