import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { releaseOf, type HelmReleaseResource } from "../derive/ownership.ts";
import { newestOf, releaseSubject, withoutReleases, type Release } from "../derive/releases.ts";
import { find } from "../derive/rollout.ts";
import type { HelmReleaseRecord } from "../../observations/api.ts";

/** Two writers on one release undo each other's work. Each leaves its mark: revisions in Helm's Secrets, labels. */
export default criterion({
  id: "components/have-one-owner",
  title: "Nothing is managed twice: Helm's revisions, HelmReleases and ownership labels tell one story",
  fails: "Two managers",
  why: "Two managers of one release upgrade it against each other until one of them gives up.",
  serves: ["S1"],
  needs: ["helmReleases", "deployments", "daemonSets", "statefulSets"],
  wants: ["helmReleaseResources"],
  restsOn: [],
  advice:
    "helm -n <namespace> history <name>; kubectl -n <namespace> get helmrelease <name> -o yaml; suspend the HelmRelease before you remove one of the two definitions",

  irrelevant: withoutReleases,

  examine({ helmReleases, helmReleaseResources, ...workloads }, { profile }) {
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    const resources: readonly HelmReleaseResource[] | undefined = helmReleaseResources;
    const examined = profile.releases.filter((release) => newestOf(release, helmReleases)).length;
    // where no release is there, nobody owns one, once or twice
    if (examined > 0 && !resources && (profile.flux ?? profile.releases.some(({ owner }) => owner !== "helm")))
      unseen.push({ subject: "helmreleases", reason: "were not read, so that a second owner cannot be ruled out" });
    for (const release of profile.releases) {
      const newest = newestOf(release, helmReleases);
      if (!newest)
        unseen.push({
          subject: releaseSubject(release),
          reason: "there is no release whose revisions could be read",
        });
      const managing = (resources ?? []).filter((it) => {
        const managed = releaseOf(it);
        return managed.name === release.name && managed.namespace === release.namespace;
      });
      // what was not read is not told as missing
      const owners = resources ? ownersOf(release, managing, newest) : { findings: [], unseen: [] };
      findings.push(...owners.findings);
      unseen.push(...owners.unseen);
      for (const { kind, name, namespace = release.namespace } of release.workloads) {
        const labels = find({ kind, name, namespace }, workloads)?.metadata?.labels ?? {};
        const subject = `${kind.toLowerCase()}/${namespace}/${name}`;
        const [byHelmRelease, byKustomization] = [
          labels["helm.toolkit.fluxcd.io/name"],
          labels["kustomize.toolkit.fluxcd.io/name"],
        ];
        if (byHelmRelease && byKustomization) {
          findings.push({
            subject,
            expected: "one manager",
            actual: `HelmRelease ${byHelmRelease} and Kustomization ${byKustomization}`,
          });
        } else if (byHelmRelease && release.owner === "helm" && managing.length === 0) {
          findings.push({
            subject,
            expected: "managed by helm alone",
            actual: `labelled as HelmRelease ${byHelmRelease}'s${resources ? ", which does not name this release" : ""}`,
          });
        }
      }
    }
    return { examined, findings, unseen };
  },
});

function ownersOf(
  release: Release,
  managing: readonly HelmReleaseResource[],
  newest: HelmReleaseRecord | undefined,
): { findings: Finding[]; unseen: Unseen[] } {
  const subject = releaseSubject(release);
  const found = (expected: string, actual: string, since?: string) => ({
    findings: [{ subject, expected, actual, ...(since !== undefined && { since }) }],
    unseen: [],
  });
  const names = managing.map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`).join(", ");
  const [first, ...others] = managing;
  if (others.length > 0) return found("one HelmRelease", `${managing.length}: ${names}`);
  if (release.owner === "helm")
    return first ? found("managed by helm alone", `HelmRelease ${names} manages it too`) : { findings: [], unseen: [] };
  if (!first) return found("a HelmRelease that manages it", "none");
  if (newest === undefined) return { findings: [], unseen: [] };
  const { storedIn } = releaseOf(first);
  const held = newest.storedIn ?? newest.namespace;
  if (held !== storedIn)
    return found(
      `its revisions in namespace ${storedIn}, where HelmRelease ${names} keeps them`,
      `revision ${newest.revision} in ${held}: two managers keep two histories of one release`,
      newest.modifiedAt ?? newest.createdAt,
    );
  const known = first.status?.history?.[0]?.version;
  if (known === undefined)
    return { findings: [], unseen: [{ subject, reason: `HelmRelease ${names} tells no revision yet` }] };
  if (newest.revision === known) return { findings: [], unseen: [] };
  const expected = `revision ${known}, the newest that HelmRelease ${names} made`;
  if (newest.revision < known) return found(expected, `revision ${newest.revision} is the newest: later ones are gone`);
  const writers = newest.managers.length > 0 ? ` by ${newest.managers.join(", ")}` : "";
  return found(
    expected,
    `revision ${newest.revision}${writers}: somebody else wrote it after the hand-over`,
    newest.modifiedAt ?? newest.createdAt,
  );
}
