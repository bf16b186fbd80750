import { describe, expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./git-source-tracks-the-branch.ts";

const flux = { source: { url: "https://github.com/me/ops", ref: "main" }, kustomization: { path: "./clusters/one" } };
const context = { profile: profileOf({ repository: "checkout", flux }), now: new Date("2026-11-21T12:00:00Z") };
const judged = (texts: Record<string, string>, profile = context.profile) =>
  judge(row, { repository: look(checkoutOf(texts)) }, { ...context, profile });

const map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n";
const instance = (ref: string, more = "url: ssh://git@github.com/me/ops.git", path = "clusters/one") => ({
  "flux/instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec:
  sync:
    kind: GitRepository
    ${more}
    ref: ${ref}
    path: ${path}
`,
  "clusters/one/x.yaml": map,
});
const gotk = (ref: string) => ({
  "clusters/one/gotk-sync.yaml": `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec:
  url: https://github.com/me/ops
  ref: ${ref}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec:
  path: ./clusters/one
  sourceRef: { kind: GitRepository, name: flux-system }
`,
});

describe("what agrees passes", () => {
  test("an instance with the full ref, by another protocol", () =>
    expect(judged(instance("refs/heads/main"))).toMatchObject({ verdict: "pass", examined: 3 }));

  test("flux bootstrap's branch", () => expect(judged(gotk("{ branch: main }")).verdict).toBe("pass"));

  test("a tag, where the profile says so", () => {
    const profile = profileOf({
      repository: "checkout",
      flux: { ...flux, source: { ...flux.source, ref: "refs/tags/v1" } },
    });
    expect(judged(gotk("{ tag: v1 }"), profile).verdict).toBe("pass");
    expect(judged(gotk("{ branch: v1 }"), profile).verdict).toBe("fail");
  });
});

describe("what differs fails", () => {
  test("another branch, with its place", () =>
    expect(judged(instance("refs/heads/release")).findings).toMatchObject([
      {
        subject: "file/flux/instance.yaml",
        expected: "ref main",
        actual: "refs/heads/release",
        where: { file: "flux/instance.yaml", line: 8, column: 5 },
      },
    ]));

  test("a tag or commit beside the branch wins", () => {
    expect(judged(gotk("{ branch: main, tag: v1 }")).findings).toMatchObject([
      { expected: "ref main", actual: "refs/tags/v1", where: { line: 6 } },
    ]);
    expect(judged(gotk("{ branch: main, commit: abc }")).findings).toMatchObject([{ actual: "commit abc" }]);
  });

  test("another repository, another path", () => {
    expect(judged(instance("main", "url: https://github.com/you/ops")).findings).toMatchObject([
      { expected: "url https://github.com/me/ops", actual: "https://github.com/you/ops" },
    ]);
    expect(judged({ ...instance("main", undefined, "kubernetes"), "kubernetes/x.yaml": map }).findings).toMatchObject([
      { expected: "path ./clusters/one", actual: "kubernetes" },
    ]);
  });

  test("none at all", () =>
    expect(judged(instance("main", "interval: 1h")).findings).toMatchObject([
      { expected: "url https://github.com/me/ops", actual: "the sync of this FluxInstance names none" },
    ]));
});

test("another cluster's sync beside ours is a remark", () => {
  const [other] = Object.values(instance("refs/heads/dev", undefined, "environments/dev"));
  const judgement = judged({ ...instance("main"), "flux/other.yaml": other ?? "", "environments/dev/x.yaml": map });
  expect(judgement).toMatchObject({ verdict: "pass", remarks: [expect.stringContaining("environments/dev")] });
});

test("another source of another name is none of ours (Biohazard)", () => {
  const other = gotk("{ branch: other }")["clusters/one/gotk-sync.yaml"].replaceAll(
    "name: flux-system,",
    "name: soft,",
  );
  const texts = {
    ...gotk("{ branch: main }"),
    "soft/gotk-sync.yaml": other.replace("name: flux-system }\n", "name: soft }\n"),
  };
  expect(judged(texts)).toMatchObject({ verdict: "pass", examined: 3 });
});

test("what only a rendering tells is unseen", () =>
  expect(judged(instance("refs/heads/${BRANCH}"))).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ subject: "file/flux/instance.yaml", reason: expect.stringContaining("flux/instance.yaml:8") }],
  }));

test("no sync, no checkout, no Flux in the profile", () => {
  expect(judged({ "README.md": "# x" })).toMatchObject({
    verdict: "inconclusive",
    reason: expect.stringMatching(/^nothing to examine: looked for .+--repo/) as string,
  });
  expect(judge(row, { repository: trouble("file") }, context).verdict).toBe("inconclusive");
  expect(judge(row, {}, { ...context, profile: profileOf({ repository: "x" }) }).verdict).toBe("not-applicable");
});

describe("finer points", () => {
  const of = (ref: string, texts: Record<string, string>) =>
    judged(texts, profileOf({ repository: "checkout", flux: { ...flux, source: { ...flux.source, ref } } })).verdict;

  test("a branch by its full name or its bare one, a range, a tag of an OCI artifact", () => {
    expect([of("refs/heads/main", gotk("{ branch: main }")), of("main", gotk("{ name: refs/heads/main }"))]).toEqual([
      "pass",
      "pass",
    ]);
    expect([of("semver:1.x", gotk("{ semver: 1.x }")), of("1.x", gotk("{ semver: 1.x }"))]).toEqual(["pass", "fail"]);
    const oci = (ref: string) => ({
      "flux/instance.yaml": (instance(ref)["flux/instance.yaml"] ?? "").replace(
        "kind: GitRepository",
        "kind: OCIRepository",
      ),
      "clusters/one/x.yaml": map,
    });
    expect([of("main", oci("main")), of("main", oci("refs/heads/main"))]).toEqual(["pass", "fail"]);
  });

  test("the first of commit, semver, tag and branch counts", () => {
    const actual = (ref: string) => judged(gotk(ref)).findings.map((one) => one.actual);
    expect(actual("{ commit: abc, semver: 1.x, tag: v1, branch: main }")).toEqual(["commit abc"]);
    expect(actual("{ semver: 1.x, tag: v1, branch: main }")).toEqual(["semver:1.x"]);
    expect(actual("{ tag: v1, branch: main }")).toEqual(["refs/tags/v1"]);
    expect(actual("{ branch: other }")).toEqual(["other"]);
    expect(actual("{}")).toEqual(["the sync of this GitRepository names none"]);
  });

  test("a path that only a rendering tells is unseen, and no other cluster's", () =>
    expect(judged(instance("main", undefined, "'{{ x }}'"))).toMatchObject({
      verdict: "inconclusive",
      examined: 3,
      remarks: [],
    }));

  test("where none is at the cluster's path all are judged; where one is, the others only remarked", () => {
    const other = (path: string) => instance("dev", undefined, path)["flux/instance.yaml"] ?? "";
    expect(judged({ "a.yaml": other("x"), "b.yaml": other("y"), "x/m.yaml": map, "y/m.yaml": map })).toMatchObject({
      examined: 6,
      remarks: [],
    });
    const { remarks, examined } = judged({
      ...instance("main"),
      "b.yaml": other("y"),
      "c.yaml": other("./clusters/one/"),
    });
    expect([examined, remarks]).toEqual([6, ["b.yaml:5 declares another sync, at y"]]);
  });
});

test("a checkout of a fork is judged as what it was made from, and says so", () => {
  const checkout = { ...checkoutOf(instance("refs/heads/main")), remotes: ["git@github.com:you/ops.git"] };
  expect(judge(row, { repository: look(checkout) }, context)).toMatchObject({
    verdict: "pass",
    notices: [
      { severity: "information", actual: expect.stringContaining("git@github.com:you/ops.git, of the same name") },
    ],
  });
});
