import { describe, expect, test } from "vitest";
import { patched, targets } from "./patches.ts";

const object = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "a", labels: { app: "web", tier: "front" }, annotations: { note: "x" } },
};

describe("whom a patch means", () => {
  test("by its target, whose words are regular expressions for the whole", () => {
    const dependencies = (target: object) => targets({ content: [], target }, object);
    for (const target of [
      {},
      { kind: "Deployment" },
      { kind: "Deploy.*", name: "w.b", namespace: "a", group: "apps", version: "v1" },
      { kind: "StatefulSet|Deployment" },
      { name: "web|x" },
    ])
      expect(dependencies(target)).toBe(true);
    for (const target of [
      { kind: "Deploy" },
      { name: "we" },
      { name: "eb" },
      { namespace: "b" },
      { group: "batch" },
      { version: "v2" },
      { name: "x|we" },
    ])
      expect(dependencies(target)).toBe(false);
    expect(targets({ content: [], target: { version: "v1", group: "x" } }, { apiVersion: "v1", kind: "A" })).toBe(
      false,
    );
    expect(targets({ content: [], target: { version: "v1" } }, { apiVersion: "v1", kind: "A" })).toBe(true);
    expect(targets({ content: [], target: { namespace: "a" } }, { apiVersion: "v1", kind: "A" })).toBe(false);
  });

  test("a pattern that is none is taken by the letter", () => {
    expect(targets({ content: [], target: { name: "a(" } }, { metadata: { name: "a(" } })).toBe(true);
    expect(targets({ content: [], target: { name: "a(" } }, object)).toBe(false);
  });

  test.each([
    ["app", true],
    ["!app", false],
    ["none", false],
    ["!none", true],
    ["app=web", true],
    ["app==web", true],
    ["app = web , tier = front", true],
    ["app=web,tier=back", false],
    ["app=we", false],
    ["none=web", false],
    ["app!=web", false],
    ["app!=other", true],
    ["none!=web", true],
    ["tier in (back, front)", true],
    ["tier in (back)", false],
    ["tier notin (back, front)", false],
    ["tier notin (back),app", true],
    ["none notin (a)", true],
    ["tier  in  (front)", true],
    ["tier  notin  (front)", false],
    [" !app", false],
    [" !none", true],
    ["app=notin", false],
  ])("labels %s: %s", (labelSelector, expected) => {
    expect(targets({ content: [], target: { labelSelector } }, object)).toBe(expected);
  });

  test("annotations are others than labels", () => {
    const dependencies = (target: object) => targets({ content: [], target }, object);
    expect(dependencies({ annotationSelector: "note=x" })).toBe(true);
    expect(dependencies({ annotationSelector: "app=web" })).toBe(false);
    expect(dependencies({ labelSelector: "note=x" })).toBe(false);
  });

  test("a merge patch without a target names its own", () => {
    const own = { apiVersion: "apps/v1beta1", kind: "Deployment", metadata: { name: "web" } };
    const dependencies = (content: unknown) => targets({ content }, object);
    expect(dependencies(own)).toBe(true);
    expect(dependencies({ ...own, metadata: { name: "web", namespace: "a" } })).toBe(true);
    expect(dependencies({ ...own, metadata: { name: "web", namespace: "b" } })).toBe(false);
    expect(dependencies({ ...own, metadata: { name: "other" } })).toBe(false);
    expect(dependencies({ ...own, kind: "DaemonSet" })).toBe(false);
    expect(dependencies({ ...own, apiVersion: "batch/v1" })).toBe(false);
    expect(dependencies({ ...own, apiVersion: undefined })).toBe(false);
    expect(dependencies([{ op: "remove", path: "/spec" }])).toBe(false);
    expect(
      targets({ content: { ...own, apiVersion: undefined } }, { kind: "Deployment", metadata: { name: "web" } }),
    ).toBe(true);
  });
});

describe("a merge patch", () => {
  const merge = (base: object, content: unknown, target?: object) => patched(base, { content, target });

  test("maps merge, null deletes, the rest is replaced", () => {
    const base = { spec: { a: 1, b: { c: 2, d: 3 }, e: [1, 2], f: "x" } };
    expect(merge(base, { spec: { a: null, b: { d: 4, n: 5 }, e: [3], g: { h: null, i: 1 } } })).toEqual({
      spec: { b: { c: 2, d: 4, n: 5 }, e: [3], f: "x", g: { i: 1 } },
    });
    expect(merge({ spec: "x" }, { spec: { a: 1 } })).toEqual({ spec: { a: 1 } });
    expect(merge(base, "nothing")).toBe(base);
  });

  test("what it is and what it is called stays", () => {
    const content = {
      apiVersion: "v2",
      kind: "Y",
      metadata: { name: "b", namespace: "n", labels: { l: "1" } },
      spec: {},
    };
    const base = { apiVersion: "v1", kind: "X", metadata: { name: "a" } };
    const expected = { apiVersion: "v1", kind: "X", metadata: { name: "a", labels: { l: "1" } }, spec: {} };
    expect(merge(base, content)).toEqual(expected);
    expect(merge(base, content, { kind: "X" })).toEqual(expected);
    expect(merge(base, { spec: { a: 1 } })).toEqual({ ...base, spec: { a: 1 } });
    expect(merge({ kind: "X" }, { spec: 1 })).toEqual({ kind: "X", spec: 1 });
  });

  test("$patch deletes the object, or a part, or replaces one", () => {
    expect(merge({ spec: {} }, { $patch: "delete" })).toBeUndefined();
    expect(merge({ spec: { a: { b: 1 }, c: 2 } }, { spec: { a: { $patch: "delete" } } })).toEqual({ spec: { c: 2 } });
    expect(merge({ spec: { a: 1, b: 2 } }, { spec: { $patch: "replace", c: 3 } })).toEqual({ spec: { c: 3 } });
    expect(merge({ spec: { a: 1 } }, { spec: { $patch: "merge-of-some-kind" } })).toEqual({
      spec: { a: 1, $patch: "merge-of-some-kind" },
    });
  });

  test("lists of things with names merge by name, others are replaced", () => {
    const base = {
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "1" },
      ],
    };
    expect(
      merge(base, { containers: [{ name: "b", image: "2" }, { name: "c" }, { name: "a", $patch: "delete" }] }),
    ).toEqual({ containers: [{ name: "b", image: "2" }, { name: "c" }] });
    expect(merge(base, { containers: [{ name: "b", image: "2" }] })).toEqual({
      containers: [
        { name: "a", image: "1" },
        { name: "b", image: "2" },
      ],
    });
    expect(merge({ containers: [] }, { containers: [{ name: "c" }] })).toEqual({ containers: [{ name: "c" }] });
    expect(merge(base, { containers: [{ image: "2" }] })).toEqual({ containers: [{ image: "2" }] });
    expect(merge(base, { containers: ["a"] })).toEqual({ containers: ["a"] });
    const refs = { refs: [{ kind: "X", name: "a" }] };
    expect(merge(refs, { refs: [{ kind: "Y", name: "b" }] })).toEqual({ refs: [{ kind: "Y", name: "b" }] });
    expect(merge({ refs: [{ name: 1 }] }, { refs: [{ name: 2 }] })).toEqual({ refs: [{ name: 2 }] });
  });
});

describe("a JSON patch", () => {
  const operate = (base: object, ...content: object[]) => patched(base, { content });

  test.each([
    [
      { op: "add", path: "/a/b", value: 1 },
      { a: { b: 1 }, l: [1, 2], "x/y~z": 0 },
    ],
    [
      { op: "replace", path: "/a", value: 1 },
      { a: 1, l: [1, 2], "x/y~z": 0 },
    ],
    [
      { op: "remove", path: "/a" },
      { l: [1, 2], "x/y~z": 0 },
    ],
    [
      { op: "remove", path: "/x~1y~0z" },
      { a: {}, l: [1, 2] },
    ],
    [
      { op: "add", path: "/l/-", value: 3 },
      { a: {}, l: [1, 2, 3], "x/y~z": 0 },
    ],
    [
      { op: "add", path: "/l/0", value: 0 },
      { a: {}, l: [0, 1, 2], "x/y~z": 0 },
    ],
    [
      { op: "replace", path: "/l/0", value: 9 },
      { a: {}, l: [9, 2], "x/y~z": 0 },
    ],
    [
      { op: "remove", path: "/l/0" },
      { a: {}, l: [2], "x/y~z": 0 },
    ],
    [
      { op: "add", path: "/l/1/c", value: 3 },
      { a: {}, l: [1, { c: 3 }], "x/y~z": 0 },
    ],
    [
      { op: "add", path: "/n/c", value: 3 },
      { a: {}, l: [1, 2], "x/y~z": 0, n: { c: 3 } },
    ],
    [
      { op: "test", path: "/a", value: 3 },
      { a: {}, l: [1, 2], "x/y~z": 0 },
    ],
    [
      { op: "test", path: "/l/0", value: 3 },
      { a: {}, l: [1, 2], "x/y~z": 0 },
    ],
    [
      { op: "add", path: "", value: 3 },
      { a: {}, l: [1, 2], "x/y~z": 0 },
    ],
    [{ op: "add" }, { a: {}, l: [1, 2], "x/y~z": 0 }],
  ])("%j", (operation, expected) => {
    const base = { a: {}, l: [1, 2], "x/y~z": 0 };
    expect(operate(base, operation)).toEqual(expected);
    expect(base).toEqual({ a: {}, l: [1, 2], "x/y~z": 0 });
  });

  test("operations follow each other", () => {
    expect(operate({}, { op: "add", path: "/a", value: [] }, { op: "add", path: "/a/-", value: 1 })).toEqual({
      a: [1],
    });
  });
});

test("a patch renames only where its options let it", () => {
  const content = { kind: "StatefulSet", metadata: { name: "api" } };
  const told = (options?: object) => patched(object, { content, target: {}, options });
  expect(told()).toMatchObject({ kind: "Deployment", metadata: { name: "web" } });
  expect(told({ allowNameChange: true })).toMatchObject({
    kind: "Deployment",
    metadata: { name: "api", namespace: "a" },
  });
  expect(told({ allowKindChange: true })).toMatchObject({ kind: "StatefulSet", metadata: { name: "web" } });
});

test("a custom resource's list is replaced, though its items have names", () => {
  const release = (name: string) => ({
    apiVersion: "helm.toolkit.fluxcd.io/v2",
    kind: "HelmRelease",
    metadata: { name: "web" },
    spec: { dependsOn: [{ name }] },
  });
  expect(patched(release("base"), { content: release("own") })).toEqual(release("own"));
});
