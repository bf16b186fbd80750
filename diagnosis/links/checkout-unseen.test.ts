import { describe, expect, test } from "vitest";
import type { Unseen } from "../../criteria/criterion.ts";
import {
  CHAIN,
  DEPENDENCIES,
  YAML,
  causes,
  file,
  found,
  place,
  row,
  syntax,
  twice,
} from "../../criteria/testing/links.ts";

test("a values file that is not there explains what could not be seen for want of it", () => {
  const missing = row(CHAIN, [
    found("file/helmfile.yaml", {
      ...{ expected: "the values ../values.yaml", actual: "there is no such file" },
      ...place("helmfile.yaml", 4),
    }),
  ]);
  const blind = (reason: string) => row("repository/b", [], [], [{ subject: "release/kube-system/cilium", reason }]);
  expect(causes([missing, blind("the values file ../values.yaml cannot be read")])).toEqual({
    [CHAIN]: ["repository/b"],
  });
  expect(causes([missing, blind("the values file ../other.yaml cannot be read")])).toHaveProperty("repository/b");
});

describe("what could not be seen", () => {
  const reason = "a.yaml:3 does not parse";
  const blind = (unseen: Unseen[]) => row("repository/b", [], [YAML], unseen);
  const unsound = row(YAML, [found("file/a.yaml", place("a.yaml", 3))]);

  test("is folded under what hides it, and under nothing else", () => {
    expect(causes([unsound, blind([{ subject: "crd/x", reason }])])).toEqual({ [YAML]: ["repository/b"] });
    expect(causes([unsound, blind([{ subject: "crd/x", reason: "it is rendered" }])])).toHaveProperty("repository/b");
    expect(
      causes([
        unsound,
        blind([
          { subject: "crd/x", reason },
          { subject: "crd/y", reason: "it is rendered" },
        ]),
      ]),
    ).toHaveProperty("repository/b");
  });

  test("what a failed check did not see either is told with that", () => {
    const unseen = [{ subject: "file/ks.yaml", reason: "its patch cannot be read" }];
    const both = row(DEPENDENCIES, [found("kustomization/x/y", place("c.yaml"))], [], unseen);
    expect(causes([both, row("repository/b", [], [DEPENDENCIES], unseen)])).toEqual({
      [DEPENDENCIES]: ["repository/b"],
    });
  });

  test("a check that came to nothing at all falls with a file that cannot be read, or with what it rests on and came to nothing", () => {
    expect(causes([unsound, blind([])])).toHaveProperty("repository/b");
    const [one, other] = [row("repository/a", []), row("repository/b", [], ["repository/a"])];
    expect(causes([one, other])).toEqual({ "repository/a": ["repository/b"] });
    const apart = row("repository/b", []);
    expect(causes([unsound, apart], [file("a.yaml", undefined, [syntax])])).toEqual({ [YAML]: ["repository/b"] });
    expect(causes([unsound, apart], [file("a.yaml", {}, [twice])])).toHaveProperty("repository/b");
  });
});

test("below a way into Flux that leads nowhere there is nothing to judge", () => {
  const [handover, owners] = ["repository/handover-to-flux-is-declared", "repository/objects-have-one-owner"];
  const astray = { expected: "a path that exists in the repository", actual: "./clusters/x does not" };
  expect(causes([row(handover, [found("file/a", astray)]), row(owners, [])])).toEqual({ [handover]: [owners] });
  expect(causes([row(handover, [found("file/a")]), row(owners, [])])).toEqual({ [handover]: [], [owners]: [] });
  expect(causes([row(handover, []), row(owners, [])])).toEqual({ [handover]: [owners] });
});

test("without any state of helmfile, the check that looks for it stands for those that need one", () => {
  const pinned = "repository/charts-are-pinned";
  expect(causes([row(CHAIN, []), row(pinned, []), row("repository/b", [])])).toEqual({
    [CHAIN]: [pinned],
    "repository/b": [],
  });
  expect(causes([row(CHAIN, [found("file/a")]), row(pinned, [])])).toEqual({ [CHAIN]: [], [pinned]: [] });
});
