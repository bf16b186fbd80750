import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import clusterKustomizationIsApplied from "./cluster-kustomization-is-applied.ts";

const now = new Date("2026-11-21T12:00:00Z");
const profile = profileOf({
  flux: {
    source: { url: "ssh://git@github.com/o/r.git", ref: "main" },
    kustomization: { path: "./clusters/infra/flux" },
  },
});
const revision = "refs/heads/main@sha1:cb4789e0";
const subject = "kustomization/flux-system/flux-system";
const ready = { type: "Ready", status: "True", reason: "ReconciliationSucceeded", observedGeneration: 1 };
const metadata = { name: "flux-system", namespace: "flux-system", generation: 1 };
const repository = (status: object = {}) => ({
  metadata,
  status: { observedGeneration: 1, conditions: [ready], artifact: { revision }, ...status },
});
const root = ({ spec = {}, status = {} }: { spec?: object; status?: object } = {}) => ({
  metadata,
  spec: { path: "./clusters/infra/flux", sourceRef: { kind: "GitRepository", name: "flux-system" }, ...spec },
  status: {
    observedGeneration: 1,
    conditions: [ready],
    lastAppliedRevision: revision,
    lastAttemptedRevision: revision,
    ...status,
  },
});
const judged = (kustomizations: object[], repositories: object[] = [repository()]) =>
  judge(
    clusterKustomizationIsApplied,
    { kustomizations: look(kustomizations), gitRepositories: look(repositories) },
    { profile, now },
  );

describe("flux/cluster-kustomization-is-applied", () => {
  test("Ready, the profile's path however it is written, one revision everywhere", () => {
    expect(judged([root()])).toMatchObject({ verdict: "pass", examined: 1 });
    expect(judged([root({ spec: { path: "clusters/infra/flux/" } })]).verdict).toBe("pass");
  });

  test("none", () => {
    expect(judged([]).findings).toEqual([{ subject, expected: "a Kustomization", actual: "none" }]);
  });

  test("held at an old revision under Ready=True", () => {
    const old = "refs/heads/main@sha1:0ddba11";
    expect(judged([root({ status: { lastAppliedRevision: old, lastAttemptedRevision: old } })]).findings).toEqual([
      { subject, expected: `applied revision ${revision}, which its source serves`, actual: `applied ${old}` },
    ]);
  });

  test("the newest revision was attempted, not applied", () => {
    const status = {
      conditions: [{ ...ready, status: "False", reason: "ReconciliationFailed", message: 'no matches for kind "X"\n' }],
      lastAppliedRevision: undefined,
    };
    expect(judged([root({ status })]).findings).toMatchObject([
      { actual: 'Ready=False (ReconciliationFailed: no matches for kind "X")' },
      { actual: `applied nothing, attempted ${revision}` },
    ]);
  });

  test("a dead source, under three revisions that agree", () => {
    const dead = repository({ conditions: [{ ...ready, status: "False", reason: "AuthenticationFailed" }] });
    expect(judged([root()], [dead]).findings).toMatchObject([
      {
        subject,
        expected: "a Ready source",
        actual: "gitrepository/flux-system/flux-system is Ready=False (AuthenticationFailed)",
      },
    ]);
    expect(judged([root()], []).findings).toMatchObject([{ actual: "its source does not exist" }]);
  });

  test("another path, another source", () => {
    expect(judged([root({ spec: { path: "./clusters/apps" } })]).findings).toEqual([
      { subject, expected: "path ./clusters/infra/flux", actual: "path ./clusters/apps", hopeless: true },
    ]);
    const bucket = root({ spec: { sourceRef: { kind: "Bucket", name: "b" } } });
    expect(judged([bucket]).findings).toMatchObject([{ actual: "source Bucket flux-system/b", hopeless: true }]);
  });

  test("a source that differs in kind, name or namespace alone", () => {
    const of = (sourceRef?: object) => judged([root({ spec: { sourceRef } })]).findings;
    expect(of({ kind: "GitRepository", name: "other" })).toMatchObject([
      { expected: "source GitRepository flux-system", actual: "source GitRepository flux-system/other" },
    ]);
    expect(of({ kind: "Bucket", name: "flux-system" })).toMatchObject([
      { actual: "source Bucket flux-system/flux-system" },
    ]);
    expect(of({ kind: "GitRepository", name: "flux-system", namespace: "apps" })).toMatchObject([
      { actual: "source GitRepository apps/flux-system" },
    ]);
    expect(of({ kind: "GitRepository", name: "flux-system", namespace: "flux-system" })).toEqual([]);
    expect(of(undefined)).toMatchObject([{ actual: "source no kind flux-system/no name" }]);
  });

  test("no path is the repository's root", () => {
    expect(judged([root({ spec: { path: undefined } })]).findings).toMatchObject([
      { actual: "path (the repository's root)" },
    ]);
    const whole = profileOf({
      flux: { source: { url: "ssh://git@h/r.git", ref: "main" }, kustomization: { path: "./" } },
    });
    const results = {
      kustomizations: look([root({ spec: { path: undefined } })]),
      gitRepositories: look([repository()]),
    };
    expect(judge(clusterKustomizationIsApplied, results, { profile: whole, now }).verdict).toBe("pass");
  });

  test("suspended", () => {
    expect(judged([root({ spec: { suspend: true } })]).findings).toMatchObject([
      { subject, actual: "suspended: Ready=True (ReconciliationSucceeded) is what it was before" },
    ]);
  });

  test("without status", () => {
    expect(judged([{ metadata, spec: {} }]).verdict).toBe("fail");
  });

  test("a source that errs; a profile without Flux", () => {
    const results = { kustomizations: look([root()]), gitRepositories: trouble("timeout") };
    expect(judge(clusterKustomizationIsApplied, results, { profile, now }).verdict).toBe("inconclusive");
    expect(judge(clusterKustomizationIsApplied, {}, { profile: profileOf(), now }).reason).toBe(
      "the profile has no Flux",
    );
  });
});
