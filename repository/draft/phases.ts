import type { HelmfileRelease } from "../helmfile/release.ts";

/**
 * The steps in which helmfile installs: each release of a step comes after all releases of the step before. The order
 * of a profile proves exactly that, so a release that may overlap with the next step is in one step with it.
 */
export function phasesOf(releases: readonly HelmfileRelease[]): HelmfileRelease[][] {
  const files = [...new Set(releases.map(({ file }) => file))].toSorted();
  return files.flatMap((file) => phasesIn(releases.filter((release) => release.file === file)));
}

function phasesIn(releases: readonly HelmfileRelease[]): HelmfileRelease[][] {
  const steps: HelmfileRelease[][] = [];
  for (const release of releases) {
    const depth = depthOf(release, releases, []);
    steps[depth] = [...(steps[depth] ?? []), release];
  }
  const merged: HelmfileRelease[][] = [];
  for (const step of steps.filter((one) => one.length > 0)) {
    let own = step;
    // a step that does not wait for the whole step before is merged with it
    for (let last = merged.at(-1); last && !follows(own, last, releases); last = merged.at(-1)) {
      merged.pop();
      own = [...last, ...own];
    }
    merged.push(own);
  }
  return merged;
}

const neededBy = (release: HelmfileRelease, all: readonly HelmfileRelease[]): HelmfileRelease[] =>
  release.needs.flatMap(
    (need) => all.find((one) => one.name === need.name && [undefined, one.namespace].includes(need.namespace)) ?? [],
  );

/** The longest chain of releases before it; a cycle ends where it closes. */
function depthOf(release: HelmfileRelease, all: readonly HelmfileRelease[], above: readonly HelmfileRelease[]): number {
  const needed = neededBy(release, all).filter((one) => one !== release && !above.includes(one));
  return needed.reduce((depth, one) => Math.max(depth, 1 + depthOf(one, all, [...above, release])), 0);
}

function follows(step: readonly HelmfileRelease[], last: readonly HelmfileRelease[], all: readonly HelmfileRelease[]) {
  return step.every((release) => {
    const earlier = new Set<HelmfileRelease>();
    const waiting = neededBy(release, all);
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      if (earlier.has(next)) continue;
      earlier.add(next);
      waiting.push(...neededBy(next, all));
    }
    return last.every((one) => earlier.has(one));
  });
}
