import { distance } from "fastest-levenshtein";
import { UsageError } from "../helpers/call/usage-error.ts";
import { FAULTY, HARMLESS, SCENARIOS } from "../lab/scenarios/scenarios.ts";
import type { Scenario } from "../lab/scenario.ts";

/** The scenario of this name, or what is near it. */
export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((scenario) => scenario.name === name);
  if (found) return found;
  const hint = `did you mean ${nearest(name).join(", ")}?`;
  throw new UsageError(`no scenario "${name}"; ${hint} --list-scenarios lists all ${SCENARIOS.length}`);
}

/** Three names: those that hold the word, then those that are spelled most like it. */
function nearest(word: string): string[] {
  const far = (name: string): number => (name.includes(word) && word !== "" ? 0 : distance(word, name));
  const names = SCENARIOS.map(({ name }) => name);
  return names.toSorted((a, b) => far(a) - far(b)).slice(0, 3);
}

/** A line each: name, what is so, and the check that falls first. */
export function scenarioListing(): string {
  const width = Math.max(...SCENARIOS.map(({ name }) => name.length));
  const line = ({ name, title, expect }: Scenario): string =>
    `  ${name.padEnd(width)}  ${title}${expect ? ` → ${expect.first.join(", ") || "nothing falls"}` : ""}`;
  return [
    "Something is wrong (→ the check that names it first):",
    ...FAULTY.map(line),
    "",
    "All is well, and must be told so:",
    ...HARMLESS.map(line),
  ].join("\n");
}
