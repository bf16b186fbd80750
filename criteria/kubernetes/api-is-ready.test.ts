import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./api-is-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf();
const ready = {
  server: "https://10.25.11.10:6443",
  ok: true,
  checks: [
    { name: "ping", ok: true },
    { name: "etcd", ok: true },
  ],
};
const judged = (parts: object) => judge(row, { readyz: look({ ...ready, ...parts }) }, { profile, now });

describe("kubernetes/api-is-ready", () => {
  test("every named check ok", () => expect(judged({})).toMatchObject({ verdict: "pass", examined: 2 }));
  test("a check fails", () => {
    expect(judged({ ok: false, checks: [{ name: "etcd", ok: false }] }).findings).toEqual([
      { subject: "readyz/etcd", expected: "ok", actual: "failed" },
    ]);
  });
  test("another endpoint, and an answer that is not ok without saying why", () => {
    expect(judged({ server: "https://10.25.13.10:6443" }).findings).toMatchObject([
      { subject: "cluster/endpoint", hopeless: true },
    ]);
    expect(judged({ ok: false }).findings).toMatchObject([{ subject: "cluster/readyz" }]);
  });
  test("ok without a single named check is no pass", () => {
    expect(judged({ checks: [] })).toMatchObject({ verdict: "inconclusive", reason: "nothing to examine" });
    expect(judge(row, { readyz: trouble("timeout") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
