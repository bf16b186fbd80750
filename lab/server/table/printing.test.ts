import { describe, expect, it } from "vitest";
import { ageOf, humanDuration } from "./age.ts";
import { jsonPath } from "./jsonpath.ts";
import { labelsInWords, selectorInWords } from "./printer.ts";

describe("durations", () => {
  const [minute, hour, day] = [60, 3600, 86_400];
  it.each([
    [-5, "<invalid>"],
    [-1, "0s"],
    [119, "119s"],
    [2 * minute, "2m"],
    [9 * minute + 59, "9m59s"],
    [10 * minute + 5, "10m"],
    [179 * minute, "179m"],
    [3 * hour, "3h"],
    [7 * hour + 59 * minute, "7h59m"],
    [47 * hour, "47h"],
    [2 * day, "2d"],
    [7 * day + 5 * hour, "7d5h"],
    [8 * day, "8d"],
    [729 * day, "729d"],
    [730 * day, "2y"],
    [800 * day, "2y70d"],
    [3000 * day, "8y"],
  ])("%d seconds are %s", (seconds, words) => expect(humanDuration(seconds * 1000)).toBe(words));

  it("a missing or malformed time has no age", () => {
    expect(ageOf(undefined, 0)).toBe("<unknown>");
    expect(ageOf("soon", 0)).toBe("<invalid>");
  });
});

describe("JSON paths", () => {
  const value = {
    status: {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "Healthy", status: "False" },
      ],
    },
    metadata: { annotations: { "example.com/a": "x" } },
    list: [1, 2, 3],
  };
  it.each([
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    [".status.conditions[?(@.type=='Healthy')].status", ["False"]],
    ['.status.conditions[?(@.type=="None")].status', []],
    [".metadata.annotations.example\\.com/a", ["x"]],
    [".metadata.annotations['example.com/a']", ["x"]],
    [".list[1]", [2]],
    [".list[*]", [1, 2, 3]],
    [".list[9]", []],
    [".none.deeper", []],
    ["{.list[0]}", [1]],
    ["nonsense(", []],
  ])("%s", (path, found) => expect(jsonPath(path)(value)).toEqual(found));
});

describe("labels", () => {
  const matchLabels = { "app.kubernetes.io/name": "x", app: "y" };
  it("of a selector are sorted by their keys, expressions among them", () => {
    const matchExpressions = [
      { key: "aa", operator: "In", values: ["1", "2"] },
      { key: "b", operator: "Exists" },
    ];
    expect(selectorInWords({ matchLabels, matchExpressions })).toBe("aa in (1,2),app=y,app.kubernetes.io/name=x,b");
  });
  it("of an object as words", () => expect(labelsInWords(matchLabels)).toBe("app.kubernetes.io/name=x,app=y"));
});
