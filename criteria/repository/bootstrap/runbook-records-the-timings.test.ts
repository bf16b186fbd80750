import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./runbook-records-the-timings.ts";

const profile = profileOf({ name: "infra", repository: "checkout", bootstrap: { runbook: "docs/bootstrap.md" } });
const now = new Date("2026-11-21T12:00:00Z");
const judged = (texts: Record<string, string>, one = profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { profile: one, now });
const verdict = (markdown: string) => judged({ "docs/bootstrap.md": markdown }).verdict;

test.each([
  "# Bootstrap\n## Timings\n| phase | took |\n|---|---|\n| CRDs | 28 s |\n",
  "## Measured on infra\n- total: 00:17:42\n",
  "# Bootstrap duration\n## infra cluster\nTotal 17m 42s\n",
  "## Timings\n### apps cluster\n- total 9 min\n### infra cluster\n- total 12.5 minutes\n",
])("measured timings pass: %j", (markdown) => expect(verdict(markdown)).toBe("pass"));

test.each([
  ["nothing about time", "# Bootstrap\nRun it.\n"],
  ["a duration elsewhere", "# Bootstrap\nWait 5 minutes.\n## Timings\n"],
  ["a target, an estimate", "## Timings\nTarget: 30 minutes\n- CRDs ~30 s\n- core: TBD 5 min\n"],
  ["another cluster's", "## Timings\n### apps cluster\n- total 9 min\n"],
  ["a section that ended", "## Timings\n## Problems\nIt hung for 10 minutes.\n"],
])("%s: a finding", (_, markdown) =>
  expect(judged({ "docs/bootstrap.md": markdown }).findings).toMatchObject([
    { subject: "file/docs/bootstrap.md", actual: "it has none", where: { file: "docs/bootstrap.md", line: 1 } },
  ]),
);

test("no runbook where the profile says", () =>
  expect(judged({ "README.md": "## Timings\n5 min\n" }).findings).toMatchObject([
    { subject: "file/docs/bootstrap.md", actual: "no such file" },
  ]));

test("one that could not be read is unseen", () => {
  const file = { path: "docs/bootstrap.md", size: 9, yaml: false, documents: [] };
  expect(judge(row, { repository: look({ ...checkoutOf({}), files: [file] }) }, { profile, now })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ reason: "its text was not read" }],
  });
});

test("no runbook named, no checkout", () => {
  expect(judged({}, profileOf({ repository: "checkout" })).reason).toBe(
    "the profile names no runbook (bootstrap.runbook)",
  );
  expect(judge(row, { repository: trouble("file") }, { profile, now }).verdict).toBe("inconclusive");
  expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
});
