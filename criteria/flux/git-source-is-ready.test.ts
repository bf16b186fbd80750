import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import gitSourceIsReady from "./git-source-is-ready.ts";

const now = new Date("2026-11-21T12:00:00Z");
const source = { url: "ssh://git@github.com/o/r.git", ref: "main" };
const profileFor = (parts: object) =>
  profileOf({ flux: { source: { ...source, ...parts }, kustomization: { path: "./c" } } });
const hash = "cb4789e0a1be5e0f5c1b6d3f0a9e8d7c6b5a4f3e";
const subject = "gitrepository/flux-system/flux-system";
const ready = {
  type: "Ready",
  status: "True",
  reason: "Succeeded",
  message: "stored artifact",
  observedGeneration: 1,
  lastTransitionTime: "2026-11-21T11:00:00Z",
};
const artifact = { revision: `refs/heads/main@sha1:${hash}`, lastUpdateTime: "2026-11-21T11:00:00Z" };
const repository = ({
  spec = {},
  status = {},
  metadata = {},
}: { spec?: object; status?: object; metadata?: object } = {}) => ({
  metadata: { name: "flux-system", namespace: "flux-system", generation: 1, ...metadata },
  spec: { url: source.url, ref: { name: "refs/heads/main" }, ...spec },
  status: { observedGeneration: 1, conditions: [ready], artifact, ...status },
});
const judged = (repositories: object[], profile = profileFor({})) =>
  judge(gitSourceIsReady, { gitRepositories: look(repositories) }, { profile, now });

describe("flux/git-source-is-ready", () => {
  test("Ready on the branch, whichever way ref and revision write it", () => {
    expect(judged([repository()])).toMatchObject({ verdict: "pass", examined: 1 });
    const byBranch = repository({
      spec: { ref: { branch: "main" } },
      status: { artifact: { revision: `main@sha1:${hash}` } },
    });
    expect(judged([byBranch]).verdict).toBe("pass");
    expect(judged([byBranch], profileFor({ ref: "refs/heads/main" })).verdict).toBe("pass");
  });

  test("a tag, a semver range", () => {
    const tag = repository({ spec: { ref: { tag: "v1" } }, status: { artifact: { revision: `v1@sha1:${hash}` } } });
    expect(judged([tag], profileFor({ ref: "refs/tags/v1" })).verdict).toBe("pass");
    const range = repository({
      spec: { ref: { semver: "1.x" } },
      status: { artifact: { revision: `v1.2.3@sha1:${hash}` } },
    });
    expect(judged([range], profileFor({ ref: "semver:1.x" })).verdict).toBe("pass");
  });

  test("a refused key: the old artifact is still there, only Ready tells", () => {
    const conditions = [
      {
        ...ready,
        status: "False",
        reason: "GitOperationFailed",
        message: "unable to authenticate, attempted methods [none publickey]",
        observedGeneration: 1,
      },
      { type: "ArtifactInStorage", status: "True" },
    ];
    expect(judged([repository({ status: { conditions } })])).toMatchObject({
      verdict: "fail",
      findings: [
        {
          subject,
          expected: "Ready=True for its current generation",
          actual: "Ready=False (GitOperationFailed: unable to authenticate, attempted methods [none publickey])",
          since: "2026-11-21T11:00:00Z",
        },
      ],
    });
  });

  test("Ready for an old generation", () => {
    expect(judged([repository({ metadata: { generation: 4 } })]).findings).toMatchObject([
      { actual: "Ready=True (Succeeded: stored artifact) for generation 1, and the spec is at 4" },
    ]);
  });

  test("suspended, with the Ready=True that it had", () => {
    expect(judged([repository({ spec: { suspend: true } })]).findings).toMatchObject([
      { actual: "suspended: Ready=True (Succeeded: stored artifact) is what it was before" },
    ]);
  });

  test("another URL, told without its password", () => {
    expect(judged([repository({ spec: { url: "ssh://git:canary@elsewhere/r.git" } })]).findings).toEqual([
      { subject, expected: `URL ${source.url}`, actual: "ssh://git:…@elsewhere/r.git", hopeless: true },
    ]);
  });

  test("another branch, `ref.name: main`, a pinned commit, no ref at all", () => {
    const follows = (ref: object | undefined) => judged([repository({ spec: { ref } })]).findings[0];
    expect(follows({ branch: "dev" })).toEqual({
      subject,
      expected: "follows refs/heads/main",
      actual: "refs/heads/dev",
      hopeless: true,
    });
    expect(follows({ name: "main" })).toMatchObject({ actual: "ref.name main, which is no full ref" });
    expect(follows({ branch: "main", commit: hash })).toMatchObject({ actual: `commit ${hash}` });
    expect(follows(undefined)).toMatchObject({ actual: "refs/heads/master" });
  });

  test("Ready with an empty artifact, a revision of another branch, a revision without a commit", () => {
    expect(judged([repository({ status: { artifact: { revision: "" } } })]).findings).toEqual([
      { subject, expected: "an artifact with a revision", actual: "no revision in its artifact" },
    ]);
    expect(judged([repository({ status: { artifact: null } })]).verdict).toBe("fail");
    const stale = { revision: `refs/heads/dev@sha1:${hash}` };
    expect(judged([repository({ status: { artifact: stale } })]).findings).toMatchObject([
      { expected: "a revision of main" },
    ]);
    expect(judged([repository({ status: { artifact: { revision: "latest" } } })]).findings).toMatchObject([
      { expected: "a revision with a commit", actual: "latest" },
    ]);
    for (const odd of [`main-sha1:${hash}`, `main@sha1:${hash}-dirty`])
      expect(judged([repository({ status: { artifact: { revision: odd } } })]).findings).toMatchObject([
        { expected: "a revision with a commit", actual: odd },
      ]);
    expect(judged([repository({ status: { artifact: { revision: `sha1:${hash}` } } })]).verdict).toBe("pass");
    const nested = repository({ spec: { ref: { name: "refs/heads/x/refs/heads/main" } } });
    expect(judged([nested], profileFor({ ref: "refs/heads/x/refs/heads/main" })).findings).toMatchObject([
      { expected: "a revision of refs/heads/x/refs/heads/main" },
    ]);
    expect(judged([repository({ status: { artifact: { revision: `x/refs/heads/main@sha1:${hash}` } } })]).verdict).toBe(
      "fail",
    );
    expect(judged([repository({ spec: { url: undefined } })]).findings).toMatchObject([{ actual: "no URL" }]);
  });

  test("the commit that is known is not fetched yet", () => {
    expect(judged([repository()], profileFor({ commit: hash })).verdict).toBe("pass");
    expect(judged([repository()], profileFor({ commit: hash.slice(0, 8) })).verdict).toBe("pass");
    expect(judged([repository()], profileFor({ commit: "0ddba11" })).findings).toEqual([
      { subject, expected: "commit 0ddba11", actual: artifact.revision, since: artifact.lastUpdateTime },
    ]);
  });

  test("none, and one without status", () => {
    expect(judged([]).findings).toEqual([{ subject, expected: "a GitRepository", actual: "none" }]);
    const bare = { metadata: { name: "flux-system", namespace: "flux-system" } };
    expect(judged([bare]).verdict).toBe("fail");
  });

  test("a source that errs; a profile without Flux", () => {
    const results = { gitRepositories: trouble("forbidden") };
    expect(judge(gitSourceIsReady, results, { profile: profileFor({}), now }).verdict).toBe("inconclusive");
    expect(judge(gitSourceIsReady, {}, { profile: profileOf(), now }).reason).toBe("the profile has no Flux");
  });
});
