import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import deployKeyIsInPlace from "./deploy-key-is-in-place.ts";

const now = new Date("2026-11-21T12:00:00Z");
const source = { url: "ssh://git@github.com/o/r.git", ref: "main", secret: "deploy-key" };
const profile = profileOf({ flux: { source, kustomization: { path: "./c" } } });
const repository = (spec: object) => ({ metadata: { name: "flux-system", namespace: "flux-system" }, spec });
const wired = repository({ url: source.url, secretRef: { name: "deploy-key" } });
const secret = {
  namespace: "flux-system",
  name: "deploy-key",
  missing: false,
  keys: ["identity", "identity.pub", "known_hosts"],
};
const judged = (repositories: object[], secrets: object[], of = profile) =>
  judge(
    deployKeyIsInPlace,
    { gitRepositories: look(repositories), sourceSecrets: look(secrets) },
    { profile: of, now },
  );

describe("flux/deploy-key-is-in-place", () => {
  test("the source refers to it over SSH, and it has the keys", () => {
    expect(judged([wired], [secret])).toMatchObject({ verdict: "pass", examined: 2 });
    const others = [
      { ...secret, name: "token", keys: [] },
      { ...secret, namespace: "apps", keys: [] },
    ];
    expect(judged([wired], [...others, secret])).toMatchObject({ verdict: "pass", examined: 2 });
  });

  test("the secret is missing", () => {
    expect(judged([wired], [{ ...secret, missing: true, keys: [] }]).findings).toEqual([
      { subject: "secret/flux-system/deploy-key", expected: "keys identity, known_hosts", actual: "no such Secret" },
    ]);
  });

  test("known_hosts is missing, or everything", () => {
    expect(judged([wired], [{ ...secret, keys: ["identity"] }]).findings).toMatchObject([
      { actual: "only identity: known_hosts missing" },
    ]);
    expect(judged([wired], [{ ...secret, keys: [] }]).findings).toMatchObject([
      { actual: "no keys at all: identity, known_hosts missing" },
    ]);
  });

  test("the source refers to another secret, or none", () => {
    const other = repository({ url: source.url, secretRef: { name: "token" } });
    expect(judged([other], [secret]).findings).toMatchObject([{ expected: "secretRef deploy-key", actual: "token" }]);
    expect(judged([repository({ url: source.url })], [secret]).findings).toMatchObject([{ actual: "no secretRef" }]);
  });

  test("an https URL, told without the token in it", () => {
    const https = repository({ url: "https://canary@github.com/o/r.git", secretRef: { name: "deploy-key" } });
    expect(judged([https], [secret]).findings).toEqual([
      {
        subject: "gitrepository/flux-system/flux-system",
        expected: "an ssh:// URL",
        actual: "https://…@github.com/o/r.git",
        hopeless: true,
      },
    ]);
  });

  test("no URL", () => {
    expect(judged([repository({ secretRef: { name: "deploy-key" } })], [secret]).findings).toMatchObject([
      { expected: "an ssh:// URL", actual: "no URL" },
    ]);
  });

  test("a token over https is the profile's to choose", () => {
    const token = { ...source, secretKeys: ["username", "password"] };
    const of = profileOf({ flux: { source: token, kustomization: { path: "./c" } } });
    const https = repository({ url: "https://github.com/o/r.git", secretRef: { name: "deploy-key" } });
    expect(judged([https], [{ ...secret, keys: ["username", "password"] }], of).verdict).toBe("pass");
  });

  test("no GitRepository; a secret that was not looked at", () => {
    expect(judged([], [secret]).findings).toMatchObject([{ expected: "a GitRepository", actual: "none" }]);
    expect(judged([wired], [])).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "secret/flux-system/deploy-key" }],
    });
  });

  test("a source that errs; a public repository", () => {
    const results = { gitRepositories: look([wired]), sourceSecrets: trouble("forbidden") };
    expect(judge(deployKeyIsInPlace, results, { profile, now })).toMatchObject({
      verdict: "inconclusive",
      reason: "sourceSecrets: forbidden",
    });
    const open = profileOf({ flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./c" } } });
    expect(judge(deployKeyIsInPlace, {}, { profile: open, now }).reason).toBe(
      "the profile names no secret for the Git source: the repository is public",
    );
    expect(judge(deployKeyIsInPlace, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
  });
});
