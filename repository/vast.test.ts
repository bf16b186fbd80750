import { describe, expect, test } from "vitest";
import { checkoutOf } from "../criteria/testing/repository.ts";
import { inOrder } from "./flux/order.ts";
import type { FluxKustomization } from "./flux/kustomizations.ts";
import { buildFolder } from "./kustomize/folder.ts";
import { sequenceOf, taskNamed } from "./tasks/sequence.ts";
import { tasksOf } from "./tasks/tasks.ts";
import { filesOf } from "./yaml/files.ts";

const FROM = { file: "ks.yaml", line: 1, column: 1 };
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A checkout may have been written to hold a run up, or to end it by the runtime's own limits. */
describe("what grows with each step, or never ends, is bounded", { timeout: 5_000 }, () => {
  test("a chain of 20,000 Kustomizations has an order, a circle of them has none", () => {
    const chain = numbers(20_000).map((index) => kustomization(`k${index}`, `k${index + 1}`));
    expect(inOrder(chain).map(({ name }) => name)).toEqual(chain.map(({ name }) => name).toReversed());
    const circle = [...chain, kustomization("k20000", "k0")];
    expect(inOrder(circle)).toBe(circle);
  });

  test("forty folders that each name the next one twice", () => {
    const texts = numbers(40).map((index) => [
      `k/l${index}/kustomization.yaml`,
      `resources: [../l${index + 1}, ../l${index + 1}/.]\n`,
    ]);
    const build = buildFolder(filesOf(checkoutOf(Object.fromEntries(texts) as Record<string, string>)), "k/l0", FROM);
    expect(build.gaps.map(({ reason }) => reason)).toContain(
      "it applies more than 5000 folders: the others are not read",
    );
  });

  test.each([
    ["Taskfile.yaml", taskfile()],
    ["justfile", numbers(40).map((index) => `t${index}:\n  just t${index + 1}\n  just t${index + 1}\n`)],
    ["boot.sh", ["#!/bin/bash\n", ...numbers(40).map((index) => `t${index}() {\nt${index + 1}\nt${index + 1}\n}\n`)]],
  ])("forty tasks that each call the next one twice: %s", (file, texts) => {
    const files = filesOf(checkoutOf({ [file]: [texts].flat().join("") }));
    const tasks = tasksOf(files);
    const task = taskNamed("t0", { tasks, files }) ?? tasks[0];
    expect(task && sequenceOf(task, { tasks, files }).lines.length).toBeLessThan(10_000);
  });

  test("a Makefile of 100,000 targets", () => {
    const files = filesOf(checkoutOf({ Makefile: "a: b\n".repeat(100_000), "Taskfile.yaml": taskfile() }));
    const names = tasksOf(files).map(({ name }) => name);
    expect(names.length).toBeLessThan(5_000);
    // one file hides no other's
    expect(names).toContain("t0");
  });
});

function taskfile(): string {
  const tasks = numbers(40).map((index) => `  t${index}: [{ task: t${index + 1} }, { task: t${index + 1} }]\n`);
  return `tasks:\n${tasks.join("")}`;
}

function kustomization(name: string, needed: string): FluxKustomization {
  return {
    name,
    namespace: "flux-system",
    where: FROM,
    children: [],
    build: { objects: [], faults: [], gaps: [], files: new Set() },
    variables: { known: new Map(), hidden: new Set(), missing: [] },
    waits: false,
    dependsOn: [{ kind: "Kustomization", namespace: "flux-system", name: needed, where: FROM }],
  };
}
