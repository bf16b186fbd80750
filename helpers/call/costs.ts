import { parseOpenProfile, parseProfile, problemInWords } from "../../clusters/parse.ts";
import type { OpenProfile, Profile } from "../../clusters/profile.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { NOT_FOUND } from "./draft-text.ts";

/** What a draft could not find, and which of these checks that costs; for people. */
export function costsOf(text: string, shown: string, criteria: readonly AnyCriterion[]): string {
  const { profile, problems } = parseOpenProfile(text, shown);
  if (problems) return `It does not load:\n${problems.map((problem) => `  ${problemInWords(problem)}`).join("\n")}`;
  const optional = text.split("\n").filter((line) => line.includes(`# ${NOT_FOUND}`) && /^\s*#/.test(line)).length;
  const wanted = (parseProfile(text, shown).problems ?? []).map(({ key }) => key);
  return [
    `It loads.${optional === 0 ? "" : ` What was not found stands in it as comments: ${optional} keys.`}`,
    ...(wanted.length > 0
      ? [`Not found: ${wanted.join(", ")}. Checks of a cluster ask for it; checks of the repository do not.`]
      : []),
    ...silencesInWords(profile, criteria),
  ].join("\n");
}

/** The same of a draft that is in memory only, and judged at once: what it left out, and the command that writes it. */
export function costsOfRun(
  text: string,
  checkout: string,
  profile: OpenProfile,
  criteria: readonly AnyCriterion[],
): string {
  const unsaid = [...text.matchAll(new RegExp(`^\\s*#\\s*(\\w+):.*# ${NOT_FOUND}`, "gm"))].map(([, key = ""]) => key);
  return [
    `The profile was drafted from ${checkout}${unsaid.length === 0 ? "" : `; not found: ${[...new Set(unsaid)].join(", ")}`}. To read and change it: npx assay --init ${checkout}`,
    ...silencesInWords(profile, criteria),
  ].join("\n");
}

const silencesInWords = (profile: OpenProfile, criteria: readonly AnyCriterion[]): string[] =>
  silences(profile, criteria).map(
    ({ reason, ids }) => `Not applicable, because ${reason}: ${ids.length} check(s), as ${ids.slice(0, 3).join(", ")}`,
  );

/** The checks that a profile makes irrelevant, by its own reasons; a checkout is always given by --repo. */
function silences(profile: OpenProfile, criteria: readonly AnyCriterion[]): { reason: string; ids: string[] }[] {
  const byReason = new Map<string, string[]>();
  for (const { id, irrelevant } of criteria) {
    // no reason depends on what only a cluster is asked for
    const reason = irrelevant?.({ ...profile, repository: "." } as Profile);
    if (reason !== undefined) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  return [...byReason].map(([reason, ids]) => ({ reason, ids }));
}
