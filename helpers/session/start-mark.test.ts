import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { readStartMark } from "./start-mark.ts";
import { SourceError } from "../trouble.ts";

const configMap = { namespace: "kube-system", name: "bootstrap", key: "startedAt" };
const marked = (parts: object = {}) => profileOf({ budget: { startMark: { configMap, ...parts } } });
const holding = (data: object | null) => ({ get: async () => ({ data }) });

describe("the start mark", () => {
  test("is read from the ConfigMap into the profile", async () => {
    const profile = marked();
    expect(await readStartMark(profile, holding({ startedAt: "2026-11-21T10:00:00+01:00" }))).toBeUndefined();
    expect(profile.budget?.startMark?.at).toBe("2026-11-21T09:00:00.000Z");
  });

  test("a time that the call names counts over it, and nothing is asked", async () => {
    const profile = marked({ at: "2026-11-21T08:00:00Z" });
    const never = { get: () => Promise.reject(new Error("asked")) };
    expect(await readStartMark(profile, never)).toBeUndefined();
    expect(profile.budget?.startMark?.at).toBe("2026-11-21T08:00:00Z");
    expect(await readStartMark(profileOf(), never)).toBeUndefined();
  });

  test("what is wrong with it is said, and no time is made up", async () => {
    const profile = marked();
    expect(await readStartMark(profile, holding({ other: "x" }))).toBe(
      "start mark kube-system/bootstrap: its key startedAt holds no time",
    );
    expect(await readStartMark(profile, holding(null))).toContain("holds no time");
    const refused = { get: () => Promise.reject(new SourceError("forbidden", "GET … answered 403")) };
    expect(await readStartMark(profile, refused)).toBe("start mark kube-system/bootstrap: GET … answered 403");
    expect(profile.budget?.startMark?.at).toBeUndefined();
  });
});
