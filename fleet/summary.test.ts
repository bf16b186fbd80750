import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { fleetHtml, fleetOf, fleetVerdict } from "./summary.ts";

const compared = { examined: 0, findings: [], notices: [], unseen: [], leftOut: [] };
const times = { startedAt: "2026-11-30T03:00:00.000Z", endedAt: "2026-11-30T03:05:00.000Z" };
const away = {
  cluster: "infra",
  name: "<b>infra</b>",
  exit: 3 as const,
  why: "its process ended by SIGKILL",
  tookMs: 5,
};

test("the page lets nothing but its own style in, and quotes what clusters say", () => {
  const text = fleetHtml(fleetOf([away], compared, times, () => "../infra/report.html"));
  const style = /<style>([^]*?)<\/style>/.exec(text)?.[1] ?? "";
  const digest = createHash("sha256").update(style).digest("base64");
  expect(text).toContain(
    `content="default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'"`,
  );
  expect(text).not.toMatch(/unsafe-inline|<script|<b>infra| style="/);
  expect(text).toContain("&lt;b&gt;infra&lt;/b&gt;");
});

test("of no clusters at all, and of one that told no run, nothing is a pass", () => {
  expect(fleetVerdict(fleetOf([], compared, times, String))).toMatch(/^INCONCLUSIVE/);
  expect(fleetOf([away], compared, times, String)).toMatchObject({ exit: 3, members: [{ verdict: "NOT JUDGED" }] });
});
