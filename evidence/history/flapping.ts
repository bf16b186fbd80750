import type { Run } from "../run.ts";
import type { Flapping } from "../since.ts";

/** How many runs are looked at, the newest among them. */
export const LOOKED_AT = 10;

/** A check that broke and was mended turned twice; one more turn, and it goes back and forth. */
const TURNS = 3;

/**
 * The checks of the newest run that flip between pass and fail, those that turn most first. `runs`: newest first. A run
 * in which a check was not judged, or was excused, says nothing about it.
 */
export function flappingIn(runs: readonly Run[]): Flapping[] {
  const [newest] = runs;
  const oldestFirst = runs.slice(0, LOOKED_AT).toReversed();
  return (newest?.criteria ?? [])
    .map(({ id }) => {
      const verdicts = oldestFirst
        .map(({ criteria }) => criteria.find((check) => check.id === id)?.verdict)
        .filter((verdict) => verdict === "pass" || verdict === "fail");
      const turns = verdicts.filter((verdict, index) => index > 0 && verdict !== verdicts[index - 1]).length;
      return { id, turns, runs: oldestFirst.length };
    })
    .filter(({ turns }) => turns >= TURNS)
    .toSorted((a, b) => b.turns - a.turns || a.id.localeCompare(b.id));
}
