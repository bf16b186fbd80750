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
  const unsaid = keysNotFound(text);
  return [
    `The profile was drafted from ${checkout}${unsaid.length === 0 ? "" : `; not found: ${[...new Set(unsaid)].join(", ")}`}. To read and change it: npx assay --init ${checkout}`,
    ...silencesInWords(profile, criteria),
  ].join("\n");
}

/** The keys that stand in a draft as comments only, each by its path: `kubernetes.version`. */
function keysNotFound(text: string): string[] {
  const above: { depth: number; key: string }[] = [];
  return text.split("\n").flatMap((line) => {
    const [, blanks = "", further, key] = /^( *)(?:# ?( *))?([A-Za-z]\w*):(?: |$)/.exec(line) ?? [];
    if (key === undefined) return [];
    const depth = blanks.length + (further?.length ?? 0);
    while ((above.at(-1)?.depth ?? -1) >= depth) above.pop();
    above.push({ depth, key });
    return further !== undefined && line.includes(`# ${NOT_FOUND}`) ? [above.map((one) => one.key).join(".")] : [];
  });
}

const silencesInWords = (profile: OpenProfile, criteria: readonly AnyCriterion[]): string[] =>
  silences(profile, criteria).map(
    ({ reason, ids }) =>
      `Not applicable, because ${reason}: ${ids.slice(0, 3).join(", ")}${ids.length > 3 ? ` and ${ids.length - 3} more` : ""}`,
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
