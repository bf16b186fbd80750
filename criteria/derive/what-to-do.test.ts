import { expect, test } from "vitest";
import { withRemedy } from "./what-to-do.ts";

const next = (reason: string) => withRemedy({ subject: "file/a.yaml", reason }).next;

test.each([
  ["kubernetes/flux lies in https://x/y.git, of which this is no checkout", "git clone"],
  ["the path at a.yaml:6 is not known before it is rendered", "judge a rendered copy"],
  ["its chart is not known before helmfile renders it", "helmfile build"],
  ["it holds a Secret and does not parse: its values are not known", "yq eval-all"],
  ["${DOMAIN} may come from HelmRelease hook, which adds to it at admission", "only the cluster"],
  ["a/v.yaml lies in the submodule a, which is not checked out", "git submodule"],
  ["which chart brings this group is not known here", "add what brings it"],
])("%s", (reason, told) => expect(next(reason)).toContain(told));

test("what a check says itself stays, and of what is not known nothing is made up", () => {
  expect(withRemedy({ subject: "a", reason: "it is rendered", next: "own" }).next).toBe("own");
  expect(withRemedy({ subject: "a", reason: "odd" })).toEqual({ subject: "a", reason: "odd" });
});
