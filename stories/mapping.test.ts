import { describe, expect, test } from "vitest";
import { suites } from "../bin/project.ts";
import { catalogue } from "../helpers/call/catalogue.ts";
import { mappingOf, WORDS } from "./mapping.ts";
import { parseStory } from "./parse.ts";

const releases = [{ name: "cert-manager", namespace: "cert-manager" }];
const mapped = (text: string) =>
  mappingOf(parseStory(`# Story 1: X\n\n## Acceptance Criteria\n\n${text}`), releases).criteria.map(
    ({ ac, statement, rows }) => ({
      ac,
      statement,
      rows: rows.map(({ check, only }) => (only === undefined ? check : { check, only })),
    }),
  );

describe("the mapping that is drafted", () => {
  test("of an acceptance criterion what must be true, and the checks that its words name", () =>
    expect(
      mapped(
        "1. **Given** machines\n   **When** it runs\n   **Then** `flux check` passes\n2. **And** it is documented\n",
      ),
    ).toEqual([
      { ac: "AC1", statement: "`flux check` passes", rows: ["flux/check-passes", "flux/controllers-are-ready"] },
      { ac: "AC2", statement: "it is documented", rows: [] },
    ]));

  test("the checklist, not the tasks; a release's pods are a part of a check; each text once", () =>
    expect(
      mapped(
        "1. x\n\n## Tasks\n- [ ] All nodes are Ready\n\n### Validation Checklist\n- [ ] cert-manager pods running\n- [ ] cert-manager pods running\n- [ ] spegel pods running\n",
      ).slice(1),
    ).toEqual([
      {
        ac: "VC1",
        statement: "cert-manager pods running",
        rows: [{ check: "components/workloads-are-rolled-out", only: "cert-manager/cert-manager*" }],
      },
      { ac: "VC2", statement: "spegel pods running", rows: [] },
    ]));

  test("words lead to checks that there are", () => {
    const ids = catalogue(suites).map(({ id }) => id);
    expect(WORDS.flatMap(([, ...checks]) => checks).filter((check) => !ids.includes(check))).toEqual([]);
  });
});
