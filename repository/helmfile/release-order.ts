import type { HelmfileRelease } from "./release.ts";

const neededBy = (release: HelmfileRelease, all: readonly HelmfileRelease[]): HelmfileRelease[] =>
  release.needs.flatMap(
    (need) => all.find((one) => one.name === need.name && [undefined, one.namespace].includes(need.namespace)) ?? [],
  );

/** Everything that is installed before a release of the same state, by `needs`. */
export function before(release: HelmfileRelease, all: readonly HelmfileRelease[]): Set<HelmfileRelease> {
  const reached = new Set<HelmfileRelease>();
  const waiting = neededBy(release, all);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...neededBy(next, all));
  }
  return reached;
}

/** A circle of needs is told once, at the first of its releases. */
export function circleFrom(release: HelmfileRelease, all: readonly HelmfileRelease[]): string[] | undefined {
  const members = all.filter((one) => before(one, all).has(one) && before(release, all).has(one));
  return members[0] === release
    ? [...members, release].map(({ namespace, name }) => `${namespace}/${name}`)
    : undefined;
}
