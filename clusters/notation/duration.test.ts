import { describe, expect, test } from "vitest";
import { goDuration, inWords } from "./duration.ts";

describe("Go's durations", () => {
  test("as objects hold them", () => {
    const read = Object.fromEntries(
      ["0", "0s", "1h0m0s", "1.5h", "300ms", "1h2m3.5s"].map((text) => [text, goDuration(text)]),
    );
    expect(read).toEqual({
      "0": 0,
      "0s": 0,
      "1h0m0s": 3_600_000,
      "1.5h": 5_400_000,
      "300ms": 300,
      "1h2m3.5s": 3_723_500,
    });
  });

  test("what is none: no unit, days, nothing, a sign", () => {
    expect(goDuration("1.25s")).toBe(1250);
    expect(goDuration("1s later")).toBeUndefined();
    expect(["60", "1d", "", "-1h", "soon"].map(goDuration)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("in words", () => {
    expect(inWords(-300_000)).toBe("-5m0s");
    expect([300, 9_960, 45_000, 300_000, 3_723_000, -45_000].map(inWords)).toEqual([
      "0.3s",
      "10s",
      "45s",
      "5m0s",
      "1h2m3s",
      "-45s",
    ]);
  });
});
