import type { Suite } from "../../helpers/session/plan.ts";
import type { Scenario } from "../../lab/scenario.ts";
import { HIDES, OF_THE_WHOLE } from "./exceptions.ts";

/** Why one of two scenarios with one cause each cannot be told where the other one is; `undefined` where both can. */
export const whyHidden = (one: Scenario, other: Scenario, suites: readonly Suite[]): string | undefined =>
  hiddenBy(one, other, suites) ?? hiddenBy(other, one, suites);

function hiddenBy({ name, expect }: Scenario, other: Scenario, suites: readonly Suite[]): string | undefined {
  const [cause = ""] = expect?.first ?? [];
  const { falls = [], unseen = [], first = [] } = other.expect ?? {};
  const isOpen = expect?.unseen?.includes(cause) ?? false;
  const wrong = [...first, ...falls].filter((id) => !unseen.includes(id));
  if (unseen.includes(cause)) return `${cause} cannot be judged in ${other.name}`;
  if (isOpen && wrong.includes(cause)) return `${cause} is judged in ${other.name}, and so is not open`;
  const below = restsOn(cause, suites);
  if ((isOpen || OF_THE_WHOLE.has(cause)) && [...wrong, ...unseen].some((id) => below.has(id))) {
    const why = isOpen ? "could not be judged" : (OF_THE_WHOLE.get(cause) ?? "");
    return `${cause} ${why}, and falls with what it rests on, which does not hold in ${other.name}`;
  }
  return HIDES.find(({ by, hidden }) => by.test(other.name) && hidden.test(name))?.because;
}

/** Everything that a check rests on, however far down. */
function restsOn(id: string, suites: readonly Suite[]): ReadonlySet<string> {
  const criteria = suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion));
  const found = new Set<string>();
  const queue = [id];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    const next = criteria.find((criterion) => criterion.id === at)?.restsOn ?? [];
    for (const other of next) {
      if (found.has(other)) continue;
      found.add(other);
      queue.push(other);
    }
  }
  return found;
}
