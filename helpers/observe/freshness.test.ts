import { describe, expect, test } from "vitest";
import { momentOf as momentIn } from "../../criteria/criterion.ts";
import { profileOf } from "../../criteria/testing/profile.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { contextOf, momentOf } from "./freshness.ts";

const FIRST = "2026-11-21T12:00:00.000Z";
const LATER = "2026-11-21T12:00:38.000Z";
const THERE = "2026-11-21T11:50:00.000Z";
const read = (at: string, asOf?: string) => ({
  ...{ ok: true as const, value: [], at, tookMs: 1 },
  ...(asOf !== undefined && { asOf }),
});

describe("the moment of a judgement", () => {
  test("is that of its newest source, and each source has its own", () => {
    const results: SourceResults = { nodeLeases: read(FIRST), nodes: read(LATER) };
    const context = contextOf(profileOf(), results);
    expect(context.now.toISOString()).toBe(LATER);
    expect(momentIn(context, "nodeLeases").toISOString()).toBe(FIRST);
    expect(momentIn(context, "pods").toISOString()).toBe(LATER);
    expect(momentOf(results).toISOString()).toBe(LATER);
  });

  test("is the cluster's where its clock differs", () => {
    const context = contextOf(profileOf(), { nodeLeases: read(FIRST, THERE) });
    expect([context.now, momentIn(context, "nodeLeases")].map((at) => at.toISOString())).toEqual([THERE, THERE]);
  });

  test("is now where nothing was seen", () => {
    expect(Math.abs(contextOf(profileOf(), {}).now.getTime() - Date.now())).toBeLessThan(1_000);
  });
});
