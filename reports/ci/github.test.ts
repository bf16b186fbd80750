import { expect, test } from "vitest";
import { annotations } from "./github.ts";
import { ended, finished, finding, row, runOf, started } from "../testing/events.ts";

test("causes come first, consequences not at all, and what could not be judged warns", () => {
  const run = runOf(
    [
      started([row("a/one"), row("a/two"), row("a/three"), row("a/four")]),
      finished("a/one", "fail"),
      finished("a/two", "fail", { findings: [finding({ actual: "50% of a:b,c" }), finding()] }),
      finished("a/three", "fail"),
      finished("a/four", "inconclusive", { reason: "nodes: 403" }),
      ended(),
    ],
    [{ cause: "a/two", title: "t", advice: "", consequences: ["a/three"] }],
  );
  expect(annotations(run)).toEqual([
    "::error title=a/two::Does not hold: the fact of a/two. node/cp1: expected Ready=True, actual 50%25 of a:b,c (and 1 more); 1 consequence. Next: kubectl get two",
    "::error title=a/one::Does not hold: the fact of a/one. node/cp1: expected Ready=True, actual Ready=False. Next: kubectl get one",
    "::warning title=a/four::Not judged: the fact of a/four. nodes: 403. Next: kubectl get four",
  ]);
});

test("a title cannot end itself", () => {
  const run = runOf([finished("a:b,c=d::e", "fail"), ended()]);
  expect(annotations(run)[0]).toMatch(/^::error title=a%3Ab%2Cc=d%3A%3Ae::/);
});

test("a clean live run says nothing; marks and refusals are said", () => {
  expect(annotations(runOf([started([row("a/one")]), finished("a/one", "pass"), ended()]))).toEqual([]);
  const refused = runOf([started([], { backend: "lab" }), { event: "run-refused", at: "", message: "no context" }]);
  expect(annotations(refused).map((line) => line.split("::")[1])).toEqual([
    "notice title=SIMULATED",
    "warning title=INTERRUPTED",
    "error title=assay refused to run",
  ]);
});
