import type { Suite } from "../../helpers/session/plan.ts";
import type { Scenario } from "../../lab/scenario.ts";
import { failsFirstIn } from "./deviations.ts";
import { CANNOT_FAIL } from "./exceptions.ts";

/** `docs/kill-matrix.md`: which scenarios each check fails first in, and what each scenario takes down. */
export function killMatrix(
  faulty: readonly Scenario[],
  harmless: readonly Scenario[],
  suites: readonly Suite[],
): string {
  const rows = suites.flatMap(({ rows }) => rows.map(({ criterion }) => criterion.id));
  const caught = rows.filter((id) => failsFirstIn(id, faulty).length > 0);
  const excused = rows.flatMap((id) => {
    const why = CANNOT_FAIL.get(id);
    return why === undefined ? [] : [`\`${id}\` cannot fail by design: ${why}.`];
  });
  return [
    "# Kill matrix",
    "",
    "Written by `npm run prove`, which plays every scenario and fails when one is reported otherwise than here: a check",
    "that fails unnamed, a named check that holds, another first cause. A check that no scenario can make fail proves",
    "nothing; one that could only not be judged is counted apart. [How it is proven](development/proving.md).",
    "",
    `${rows.length} checks, ${caught.length} of them made to fail, and named as the cause, by a scenario of their own · ${faulty.length} scenarios in which something is wrong · ${harmless.length} that must stay green`,
    ...excused.flatMap((line) => ["", line]),
    "",
    "`npm test -- --scenario <name>` shows any of them; `npm run lab -- --scenario <name>` serves it for kubectl.",
    "",
    "## Checks: what makes each fail",
    "",
    "| check | fails first in | falls with others in | cannot be judged in |",
    "| --- | --- | --- | --- |",
    ...rows.map((id) => rowLine(id, faulty)),
    "",
    "## Scenarios: what each takes down",
    "",
    "| scenario | what is wrong | seen in | first | falls with it | cannot be judged |",
    "| --- | --- | --- | --- | --- | --- |",
    ...faulty.map(scenarioLine),
    "",
    "## Scenarios that must stay green",
    "",
    "| scenario | what is so |",
    "| --- | --- |",
    ...harmless.map(({ name, title }) => `| ${name} | ${cell(title)} |`),
    "",
  ].join("\n");
}

const SHOWN = 6;

function rowLine(id: string, scenarios: readonly Scenario[]): string {
  const named = (test: (scenario: Scenario) => boolean | undefined): string => listing(scenarios.filter(test));
  const listing = (found: readonly Scenario[]): string => {
    const names = found.map(({ name }) => name);
    const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : "";
    return names.length === 0 ? "–" : `${names.slice(0, SHOWN).join(", ")}${more}`;
  };
  const cells = [
    listing(failsFirstIn(id, scenarios)),
    named(({ expect }) => expect?.falls?.includes(id)),
    named(({ expect }) => expect?.unseen?.includes(id)),
  ];
  return `| ${id} | ${cells.join(" | ")} |`;
}

function scenarioLine({ name, title, from, expect }: Scenario): string {
  const { first = [], falls = [], unseen = [] } = expect ?? {};
  const others = unseen.filter((id) => !first.includes(id));
  const cells = [cell(from), first.join(", ") || "nothing", listed(falls), listed(others)];
  return `| ${name} | ${cell(title)} | ${cells.join(" | ")} |`;
}

const listed = (ids: readonly string[]): string =>
  ids.length === 0 ? "–" : ids.length > SHOWN ? `${ids.length} checks` : ids.join(", ");

const cell = (text: string): string => text.replaceAll("|", "\\|");
