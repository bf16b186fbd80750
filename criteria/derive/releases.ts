import type { Profile } from "../../clusters/profile.ts";
import type { HelmReleaseRecord } from "../../observations/api.ts";

export type Release = Profile["releases"][number];

export const releaseSubject = ({ namespace, name }: { namespace: string; name: string }): string =>
  `release/${namespace}/${name}`;

/** Every revision of a release, newest first. */
export const revisionsOf = (
  release: { name: string; namespace: string },
  records: readonly HelmReleaseRecord[],
): HelmReleaseRecord[] =>
  records
    .filter(({ name, namespace }) => name === release.name && namespace === release.namespace)
    .toSorted((a, b) => b.revision - a.revision);

export const newestOf = (
  release: { name: string; namespace: string },
  records: readonly HelmReleaseRecord[],
): HelmReleaseRecord | undefined => revisionsOf(release, records)[0];

export const withoutReleases = ({ releases }: Profile): string | undefined =>
  releases.length > 0 ? undefined : "the profile lists no release";
