import { describe, expect, test } from "vitest";
import { cyclesOf, dependencyGraph, dependentsOf, missingDependencies } from "./flux-dependencies.ts";
import { stalled, troubledSince } from "./flux-progress.ts";
import { notConverged, servedRevision, sourceOf, withoutCredentials } from "./flux-source.ts";
import { everyFluxObject, isStatic, notReady, type Addressed } from "./flux.ts";
import { releaseOf } from "./ownership.ts";

const at = (minute: number) => `2026-11-21T11:${String(minute).padStart(2, "0")}:00Z`;
const metadata = { name: "a", namespace: "x", generation: 2, creationTimestamp: at(0) };
const ready = { type: "Ready", status: "True", reason: "Succeeded", observedGeneration: 2, lastTransitionTime: at(9) };
const object = (
  status: object | undefined,
  parts: object = {},
  kind: Addressed["kind"] = "Kustomization",
): Addressed => ({
  kind,
  object: { metadata, status, ...parts },
});
const lacks = (status: object | undefined, parts?: object) => notReady(object(status, parts))?.actual;

describe("whether a Flux object is ready", () => {
  test("for its own generation, by its condition and by its status", () => {
    expect(lacks({ conditions: [ready], observedGeneration: 2 })).toBeUndefined();
    expect(lacks({ conditions: [{ ...ready, observedGeneration: 1 }], observedGeneration: 2 })).toBe(
      "Ready=True (Succeeded) for generation 1, and the spec is at 2",
    );
    expect(lacks({ conditions: [ready], observedGeneration: 1 })).toBe(
      "Ready=True (Succeeded), but observed generation 1 of 2",
    );
    for (const observedGeneration of [undefined, 0, -1])
      expect(lacks({ conditions: [ready], observedGeneration })).toBe(
        "Ready=True (Succeeded), but no observed generation",
      );
  });

  test("a condition without a generation is held to the status's", () => {
    const plain = { ...ready, observedGeneration: undefined };
    expect(lacks({ conditions: [plain], observedGeneration: 2 })).toBeUndefined();
    expect(lacks({ conditions: [plain], observedGeneration: 1 })).toContain("for generation 1, and the spec is at 2");
    expect(lacks({ conditions: [plain] })).toContain("for generation 0, and the spec is at 2");
  });

  test("an object without a generation is at its first", () => {
    const first = { metadata: { name: "a" } };
    expect(lacks({ conditions: [{ ...ready, observedGeneration: 1 }], observedGeneration: 1 }, first)).toBeUndefined();
    expect(lacks({ conditions: [ready], observedGeneration: 2 }, first)).toContain("for generation 2");
  });

  test.each(["Stalled", "Reconciling"])("%s under Ready=True", (type) => {
    const over = { type, status: "True", reason: "Why" };
    expect(lacks({ conditions: [ready, over], observedGeneration: 2 })).toBe(`${type}=True (Why), under Ready=True`);
    expect(lacks({ conditions: [ready, { ...over, status: "False" }], observedGeneration: 2 })).toBeUndefined();
  });

  test("deletion and suspension come before the condition, which stays what it was", () => {
    const status = { conditions: [ready], observedGeneration: 2 };
    expect(lacks(status, { metadata: { ...metadata, deletionTimestamp: at(5) }, spec: { suspend: true } })).toBe(
      `being deleted since ${at(5)}`,
    );
    expect(notReady(object(status, { spec: { suspend: true } }))).toEqual({
      subject: "kustomization/x/a",
      expected: "Ready=True for its current generation",
      actual: "suspended: Ready=True (Succeeded) is what it was before",
      // Ready=True is not what is wrong: its time says nothing of the suspension
      since: undefined,
    });
    expect(lacks(undefined, { spec: { suspend: true } })).toBe("suspended: nothing reconciles it");
    expect(lacks(status, { spec: { suspend: false } })).toBeUndefined();
  });

  test("an OCI HelmRepository holds data only, and may still be suspended", () => {
    const oci = object(undefined, { spec: { type: "oci" } }, "HelmRepository");
    expect([isStatic(oci), notReady(oci)]).toEqual([true, undefined]);
    expect(isStatic(object(undefined, {}, "HelmRepository"))).toBe(false);
    expect(isStatic(object(undefined, { spec: { type: "oci" } }, "Bucket"))).toBe(false);
    expect(notReady(object(undefined, { spec: { type: "oci", suspend: true } }, "HelmRepository"))?.actual).toBe(
      "suspended: nothing reconciles it",
    );
  });

  test("every list's objects carry their kind", () => {
    const one = (name: string) => [{ metadata: { name } }];
    const all = everyFluxObject({
      kustomizations: one("a"),
      helmReleaseResources: one("b"),
      gitRepositories: one("c"),
      ociRepositories: one("d"),
      helmRepositories: one("e"),
      helmCharts: one("f"),
      buckets: one("g"),
    });
    expect(all.map(({ kind, object }) => `${kind} ${object.metadata?.name}`).toSorted()).toEqual([
      "Bucket g",
      "GitRepository c",
      "HelmChart f",
      "HelmRelease b",
      "HelmRepository e",
      "Kustomization a",
      "OCIRepository d",
    ]);
  });
});

describe("since when it is in trouble", () => {
  const since = (status: object | undefined, kind?: Addressed["kind"]) => troubledSince(object(status, {}, kind));
  const condition = (type: string, status: string, minute: number) => ({
    type,
    status,
    lastTransitionTime: at(minute),
  });

  test("since its creation, where it never succeeded", () => {
    expect(since(undefined)).toBe(at(0));
    expect(since({ lastAppliedRevision: "r" })).toBeUndefined();
    expect(since({ artifact: { revision: "r" } })).toBeUndefined();
    expect(since({ artifact: {} })).toBe(at(0));
    expect(since({ history: [{}] }, "HelmRelease")).toBeUndefined();
    expect(since({ history: [], lastAppliedRevision: "r" }, "HelmRelease")).toBe(at(0));
    expect(since({ history: [{}] })).toBe(at(0));
    expect(troubledSince({ kind: "Bucket", object: {} })).toBeUndefined();
  });

  test("since the earliest condition that stands for trouble", () => {
    const applied = (...conditions: object[]) => since({ lastAppliedRevision: "r", conditions });
    expect(applied(condition("Ready", "True", 5), condition("Released", "True", 4))).toBeUndefined();
    expect(applied(condition("Ready", "False", 5), condition("Released", "Unknown", 4))).toBe(at(4));
    for (const type of ["Stalled", "FetchFailed", "BuildFailed", "StorageOperationFailed"]) {
      expect(applied(condition("Ready", "False", 5), condition(type, "True", 3))).toBe(at(3));
      expect(applied(condition("Ready", "False", 5), condition(type, "False", 3))).toBe(at(5));
    }
    expect(applied(condition("Ready", "False", 5), condition("Healthy", "True", 3))).toBe(at(5));
    expect(applied({ status: "True", lastTransitionTime: at(1) })).toBeUndefined();
    expect(
      applied({ type: "Ready", status: "False", lastTransitionTime: "then" }, condition("Stalled", "True", 7)),
    ).toBe(at(7));
  });

  test("since the first of its failures in the history, or the success between them", () => {
    const over = (...history: object[]) => since({ lastAppliedRevision: "r", history });
    const failed = { lastReconciledStatus: "BuildFailed", firstReconciled: at(3) };
    const success = (minute: number) => ({
      lastReconciledStatus: "ReconciliationSucceeded",
      firstReconciled: at(1),
      lastReconciled: at(minute),
    });
    expect(over(failed)).toBe(at(3));
    expect(over(failed, success(2))).toBe(at(3));
    expect(over(failed, success(6))).toBe(at(6));
    expect(over(success(6), failed)).toBeUndefined();
    expect(over({ firstReconciled: at(3) })).toBeUndefined();
    expect(over({ lastReconciledStatus: "BuildFailed" }, success(6))).toBe(at(6));
    expect(since({ lastAppliedRevision: "r", history: null })).toBeUndefined();
  });
});

describe("a controller that has given up", () => {
  const gaveUp = { type: "Stalled", status: "True", reason: "RetriesExceeded", observedGeneration: 2 };

  test("on this very generation, in its own words and Ready's", () => {
    expect(stalled(object({ conditions: [gaveUp] }))).toBe("Stalled=True (RetriesExceeded)");
    expect(stalled(object({ conditions: [gaveUp, ready] }))).toBe(
      "Stalled=True (RetriesExceeded); Ready=True (Succeeded)",
    );
    expect(stalled(object({ conditions: [{ ...gaveUp, observedGeneration: undefined }] }))).toBeDefined();
  });

  test("not on another generation, and not where it says so no more", () => {
    expect(stalled(object({ conditions: [{ ...gaveUp, observedGeneration: 1 }] }))).toBeUndefined();
    expect(stalled(object({ conditions: [{ ...gaveUp, status: "False" }] }))).toBeUndefined();
    expect(stalled(object(undefined))).toBeUndefined();
    const first = { conditions: [{ ...gaveUp, observedGeneration: 1 }] };
    expect(stalled(object(first, { metadata: { name: "a" } }))).toBeDefined();
    expect(stalled(object(first, { metadata: undefined }))).toBeDefined();
  });
});

describe("sources", () => {
  const repository = { metadata: { name: "r", namespace: "x" }, status: { artifact: { revision: "main@sha1:1" } } };
  const lists = { gitRepositories: [repository], ociRepositories: [], buckets: [] };
  const of = (sourceRef: object | undefined) => sourceOf({ metadata, spec: { sourceRef } }, lists);

  test("by kind, name and namespace, which is its own unless it is given", () => {
    expect(of({ kind: "GitRepository", name: "r" })).toEqual({ kind: "GitRepository", object: repository });
    expect(of({ kind: "GitRepository", name: "r", namespace: "x" })).toMatchObject({ object: repository });
    expect(of({ kind: "GitRepository", name: "r", namespace: "y" })).toBe("missing");
    expect(of({ kind: "GitRepository", name: "s" })).toBe("missing");
    expect(of({ kind: "OCIRepository", name: "r" })).toBe("missing");
    expect(of({ kind: "Bucket", name: "r" })).toBe("missing");
    expect(of({ kind: "ExternalArtifact", name: "r" })).toBe("unknown-kind");
    expect(of(undefined)).toBe("unknown-kind");
    expect(sourceOf({}, lists)).toBe("unknown-kind");
    expect(sourceOf({ spec: { sourceRef: { kind: "Bucket" } } }, lists)).toBe("missing");
  });

  test("what they serve", () => {
    expect(servedRevision(repository)).toBe("main@sha1:1");
    for (const source of [undefined, {}, { status: {} }, { status: { artifact: { revision: "" } } }])
      expect(servedRevision(source)).toBeUndefined();
  });

  test("what a Kustomization applied of it", () => {
    const applied = (lastAppliedRevision?: string, lastAttemptedRevision = lastAppliedRevision) =>
      notConverged({ metadata, status: { lastAppliedRevision, lastAttemptedRevision } }, "r2");
    expect(applied("r2")).toBeUndefined();
    expect(applied("r1")?.actual).toBe("applied r1");
    expect(applied()?.actual).toBe("applied nothing");
    expect(applied("r1", "r2")?.actual).toBe("applied r1, attempted r2");
    expect(applied("r2", "r1")?.actual).toBe("applied r2, attempted r1");
    expect(applied(undefined, "r2")?.actual).toBe("applied nothing, attempted r2");
    expect(notConverged({ metadata, status: { lastAppliedRevision: "r2" } }, "r2")?.actual).toBe(
      "applied r2, attempted nothing",
    );
    expect(notConverged({ metadata }, undefined)).toEqual({
      subject: "kustomization/x/a",
      expected: "a source that serves a revision",
      actual: "none is served",
    });
    expect(notConverged({ metadata }, "r2")).toMatchObject({
      expected: "applied revision r2, which its source serves",
      actual: "applied nothing",
    });
  });

  test.each([
    ["https://user:pass@host/r.git", "https://…@host/r.git"],
    ["http://token@host/r.git", "http://…@host/r.git"],
    ["https://host/a@b", "https://host/a@b"],
    ["ssh://git@host/r.git", "ssh://git@host/r.git"],
    ["ssh://git:pass@host/r.git", "ssh://git:…@host/r.git"],
    ["ssh://host:22/a:b@c", "ssh://host:22/a:b@c"],
  ])("%s is told as %s", (url, told) => expect(withoutCredentials(url)).toBe(told));
});

describe("dependencies", () => {
  const waits = (name: string, ...dependsOn: object[]) => ({ metadata: { name, namespace: "x" }, spec: { dependsOn } });
  const on = (name: string) => ({ name });
  const graph = (kustomizations: object[], helmReleaseResources: object[] = []) =>
    dependencyGraph({ kustomizations, helmReleaseResources });

  test("within the object's kind, in its own namespace unless one is given", () => {
    const found = graph(
      [waits("a", on("b"), { name: "c", namespace: "y" }, {}), { metadata: { name: "bare" } }],
      [waits("a", on("b"))],
    );
    expect([...found].map(([name, { dependencies }]) => [name, dependencies])).toEqual([
      ["kustomization/x/a", ["kustomization/x/b", "kustomization/y/c", "kustomization/x/(no name)"]],
      ["kustomization/bare", []],
      ["helmrelease/x/a", ["helmrelease/x/b"]],
    ]);
    expect(missingDependencies(graph([waits("a", on("b"), on("c")), waits("b")]))).toEqual([
      { subject: "kustomization/x/a", missing: "kustomization/x/c" },
    ]);
  });

  test("cycles, each once from its smallest, and what leads into one is none", () => {
    const k = (...names: string[]) => names.map((name) => `kustomization/x/${name}`);
    expect(cyclesOf(graph([waits("c", on("b")), waits("b", on("c")), waits("a", on("c"))]))).toEqual([k("b", "c")]);
    expect(
      cyclesOf(graph([waits("a", on("b"), on("c")), waits("b", on("d")), waits("c", on("d")), waits("d")])),
    ).toEqual([]);
    expect(cyclesOf(graph([waits("a", on("a")), waits("b", on("c")), waits("c", on("b"))]))).toEqual([
      k("a"),
      k("b", "c"),
    ]);
    expect(cyclesOf(graph([waits("a", on("z"), on("m")), waits("z", on("m")), waits("m", on("z"))]))).toEqual([
      k("m", "z"),
    ]);
    expect(cyclesOf(graph([waits("a", on("ghost"))]))).toEqual([]);
  });

  test("who waits, directly or through others", () => {
    const found = graph([
      waits("a", on("b")),
      waits("b", on("c")),
      waits("c", on("a")),
      waits("d", on("e")),
      waits("e"),
    ]);
    expect([...dependentsOf(found, "kustomization/x/e")]).toEqual(["kustomization/x/d"]);
    expect(dependentsOf(found, "kustomization/x/c").size).toBe(3);
    expect(dependentsOf(found, "kustomization/x/d").size).toBe(0);
  });
});

test("the Helm release that a HelmRelease makes", () => {
  const of = (spec?: object) => releaseOf({ metadata: { name: "a", namespace: "x" }, spec });
  expect(of()).toEqual({ name: "a", namespace: "x", storedIn: "x" });
  expect(of({ targetNamespace: "y" })).toEqual({ name: "y-a", namespace: "y", storedIn: "x" });
  expect(of({ targetNamespace: "y", releaseName: "r" })).toEqual({ name: "r", namespace: "y", storedIn: "x" });
  expect(of({ targetNamespace: "y", storageNamespace: "y" }).storedIn).toBe("y");
  expect(of({ releaseName: "r" })).toEqual({ name: "r", namespace: "x", storedIn: "x" });
  expect(releaseOf({})).toEqual({ name: "", namespace: "", storedIn: "" });
});
