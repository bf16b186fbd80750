import { readFileSync, statSync } from "node:fs";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { flow, list, map, value, type Draft } from "../../repository/draft/draft.ts";
import { mappingOf, type Proof, type Release } from "../../stories/mapping.ts";
import { parseStory } from "../../stories/parse.ts";
import { UsageError } from "./usage-error.ts";
import { wordsOf } from "../../observations/words.ts";

/** A drafted profile that also maps a story's acceptance criteria to checks. Throws UsageError. */
export function withStory(draft: Draft, named: string, criteria: readonly Pick<AnyCriterion, "id">[]): Draft {
  if (draft.is !== "map") return draft;
  const file = parseStory(textOf(named));
  if (file.id === undefined || file.criteria.length === 0)
    throw new UsageError(`${named}: ${file.doubts.join("; ")}; give the Markdown of a story`);
  const { id, title, criteria: mapped } = mappingOf(file, releasesIn(draft));
  const known = new Set(criteria.map((criterion) => criterion.id));
  const stories = list([
    map([
      ["id", value(id, `${named}, its title`)],
      ["title", value(title, `${named}, its title`)],
      [
        "criteria",
        list(
          mapped.map(({ ac, statement, rows, line }) =>
            map([
              ["ac", value(ac, `${named}:${line}`)],
              ["statement", value(statement, `${named}:${line}`)],
              ["rows", rowsOf(rows.filter(({ check }) => known.has(check)))],
            ]),
          ),
        ),
      ],
    ]),
  ]);
  return map([...draft.entries.filter(([key]) => key !== "stories"), ["stories", stories]]);
}

/** Without any, reports say that it is to be attested by hand. */
const rowsOf = (proofs: readonly Proof[]): Draft =>
  list(
    proofs.map(({ check, only, words }) => {
      const from = `by the words "${words}"`;
      return only === undefined ? value(check, from) : flow({ check, only }, from);
    }),
  );

/** The releases of the draft, where both name and namespace were found. */
function releasesIn(draft: Draft & { is: "map" }): Release[] {
  const releases = draft.entries.find(([key]) => key === "releases")?.[1];
  if (releases?.is !== "list") return [];
  return releases.items.flatMap((item) => {
    const [name, namespace] = [valueIn(item, "name"), valueIn(item, "namespace")];
    return name !== undefined && namespace !== undefined ? [{ name, namespace }] : [];
  });
}

function valueIn(draft: Draft, key: string): string | undefined {
  const found = draft.is === "map" ? draft.entries.find(([name]) => name === key)?.[1] : undefined;
  return found?.is === "value" ? String(found.value) : undefined;
}

function textOf(named: string): string {
  if (!statSync(named, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`${named}: no such file; --story takes the Markdown of a story`);
  try {
    return readFileSync(named, "utf8");
  } catch (error) {
    throw new UsageError(`${named} cannot be read: ${wordsOf(error)}`);
  }
}
