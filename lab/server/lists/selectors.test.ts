import { describe, expect, it } from "vitest";
import { parseLabelSelector } from "./selectors.ts";

const LABELS = { app: "web", tier: "front", size: "5", empty: "", "example.com/zone": "a" };

describe("label selectors", () => {
  it.each([
    ["app=web", true],
    ["app==web", true],
    ["app=api", false],
    ["app!=web", false],
    ["app!=api", true],
    ["missing!=x", true],
    ["missing=x", false],
    ["app in (web, api)", true],
    ["app in (api)", false],
    ["app notin (api)", true],
    ["app notin (web)", false],
    ["missing notin (web)", true],
    ["app", true],
    ["missing", false],
    ["!missing", true],
    ["!app", false],
    ["size>4", true],
    ["size>5", false],
    ["size<6", true],
    ["app>4", false],
    ["empty=", true],
    ["app=", false],
    ["app=web,tier=front", true],
    ["app=web,tier=back", false],
    [" app = web , tier ", true],
    ["example.com/zone in (a,b),!x", true],
    ["", true],
    ["in=web", false],
  ])("%s is %s", (text, expected) => expect(parseLabelSelector(text)(LABELS)).toBe(expected));

  it("nothing has labels that are missing", () => {
    expect(parseLabelSelector("app")(undefined)).toBe(false);
    expect(parseLabelSelector("!app")(null)).toBe(true);
  });

  it("a bad value is named", () => {
    expect(() => parseLabelSelector("app=-x")).toThrow(
      /^unable to parse requirement: values\[0\]\[app\]: Invalid value/,
    );
  });
});
