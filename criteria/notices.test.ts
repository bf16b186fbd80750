import { expect, test } from "vitest";
import { criterion, together, type Notice } from "./criterion.ts";
import { judge } from "./judge.ts";
import { look } from "./testing/sources.ts";
import { profileOf } from "./testing/profile.ts";

const notice: Notice = { subject: "file/a", expected: "b", actual: "c", severity: "warning" };
const row = criterion({
  id: "x/y",
  title: "x",
  why: "x",
  serves: [],
  needs: ["tools"],
  restsOn: [],
  advice: "x",
  examine: () => together({ examined: 1, findings: [] }, { examined: 0, findings: [], notices: [notice] }),
});
const context = { profile: profileOf(), now: new Date("2026-11-21T12:00:00Z") };

test("a notice is told and fails nothing", () =>
  expect(judge(row, { tools: look([]) }, context)).toMatchObject({ verdict: "pass", notices: [notice] }));

test("a check without notices has none to tell", () =>
  expect(
    judge({ ...row, examine: () => ({ examined: 1, findings: [] }) }, { tools: look([]) }, context),
  ).not.toHaveProperty("notices"));
