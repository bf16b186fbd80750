import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { AFTER, stepIn, stepsOf } from "./bootstrap-steps.ts";
import { timingsIn } from "./runbook.ts";
import { sequenceOf, taskNamed } from "./sequence.ts";

const model = (texts: Record<string, string>) => repositoryOf(texts, profileOf({ name: "infra" }));
const tasksOf = (path: string, text: string) =>
  model({ [path]: text }).tasks.map(({ name, runner, where, commands, needs }) => ({
    ...{ name, runner, line: where.line, needs },
    commands: commands.map((one) => `${one.where.line}: ${one.text}`),
  }));

describe("what people run", () => {
  test("tasks of a Taskfile: commands, calls, a single one, text, lists; what says nothing is left out", () => {
    const text = `version: '3'
tasks:
  a:
    deps: [b, { task: c }, { x: 1 }]
    cmds:
      - one
      - { cmd: two }
      - { task: c }
      - { defer: x }
  b: { cmd: only }
  c: text
  d: [x, y]
  e: { desc: nothing }
  f: { deps: a, cmds: lone }
`;
    expect(tasksOf("Taskfile.yaml", text)).toEqual([
      { name: "a", runner: "task", line: 3, needs: ["b", "c"], commands: ["6: one", "7: two", "8: task: c"] },
      { name: "b", runner: "task", line: 10, needs: [], commands: ["10: only"] },
      { name: "c", runner: "task", line: 11, needs: [], commands: ["11: text"] },
      { name: "d", runner: "task", line: 12, needs: [], commands: ["12: x", "12: y"] },
      { name: "e", runner: "task", line: 13, needs: [], commands: [] },
      { name: "f", runner: "task", line: 14, needs: [], commands: ["14: lone"] },
    ]);
    expect(tasksOf("Taskfile.yaml", "tasks: [a]\n")).toEqual([]);
    expect(tasksOf("docs/Taskfile.yaml", text)).toEqual([]);
  });

  test.each([".justfile", "justfile", "Justfile", "x/mod.just"])("recipes of %s", (path) => {
    const text =
      "set shell := ['bash']\nx := 'y'\n@boot arg='a:b' *rest: (pre \"x\") && post # c\n    one\n\n    two\n[private]\npre:\n\tthree\n";
    const tasks = tasksOf(path, text);
    expect(tasks.map(({ name, line }) => [name, line])).toEqual([
      ["boot", 3],
      ["pre", 8],
    ]);
    expect(tasks[1]).toEqual({ name: "pre", runner: "just", line: 8, needs: [], commands: ["9: three"] });
    expect(tasks[0]?.commands).toEqual(["4: one", "6: two"]);
  });

  test.each(["Makefile", "x/Makefile", "x/a.mk"])("targets of %s", (path) => {
    expect(tasksOf(path, "V := 1\nW = a:b\n.PHONY: x\nboot.all pre.x: dep other # c\n\tone\nend:\n")).toEqual([
      { name: "boot.all", runner: "make", line: 4, needs: ["dep", "other"], commands: ["5: one"] },
      { name: "end", runner: "make", line: 6, needs: [], commands: [] },
    ]);
  });

  test.each([
    ["x/boot.sh", "one\n"],
    ["boot.bash", "one\n"],
    ["boot.fish", "one\n"],
    ["bin/boot", "#!/usr/bin/env bash\none\n"],
    ["bin/boot", "#!/bin/sh -e\none\n"],
    ["bin/boot", "#!/usr/bin/zsh\none\n"],
  ])("the script %s", (path, text) => {
    const first = text.startsWith("#!") ? 2 : 1;
    expect(tasksOf(path, `${text}\n# c\n  two\n`)).toEqual([
      {
        name: path.split("/").at(-1),
        runner: "script",
        line: 1,
        needs: [],
        commands: [`${first}: one`, `${first + 3}: two`],
      },
    ]);
  });

  test.each(["a.txt", "x/Makefile.old", "boot.sh.txt", "a.mkd", "xjustfile", "a.justx"])("%s is none", (path) =>
    expect(tasksOf(path, "a:\n  b\n#!/bin/sh\n")).toEqual([]),
  );
});

describe("what a task runs, with what it calls in its place", () => {
  const lines = (texts: Record<string, string>, name: string) => {
    const repository = model(texts);
    const task = repository.tasks.find((one) => one.name === name);
    const { lines: run, lost } = task ? sequenceOf(task, repository) : { lines: [], lost: ["no task"] };
    return [run.map(({ text }) => text), lost];
  };
  const taskfile = (tasks: string) => ({ "Taskfile.yaml": `tasks:\n  ${tasks.replaceAll("\n", "\n  ")}\n` });

  test("needs first, then commands; calls of tasks in their place; what is not found is lost", () => {
    expect(
      lines(
        taskfile(
          "boot: { deps: [pre, gone], cmds: [one, { task: two }, { task: no }, task pre, task nowhere, three] }\npre: p\ntwo: { cmds: [t, { task: lost }] }",
        ),
        "boot",
      ),
    ).toEqual([
      ["p", "one", "t", "task pre", "p", "task nowhere", "three"],
      ["gone", "lost", "no"],
    ]);
  });

  test("a circle ends; what is only told is not run", () => {
    expect(lines(taskfile("a: { cmds: [x, { task: b }, { task: a }] }\nb: { cmds: [y, { task: a }] }"), "a")).toEqual([
      ["x", "y"],
      [],
    ]);
    const told = ["# x", "echo task b", "printf x", "log x", "just log x", "@just log x", "@echo x", "echoes", "xecho"];
    expect(lines(taskfile(`a: { cmds: ['${told.join("', '")}'] }\nb: { cmds: [y] }`), "a")).toEqual([
      ["echoes", "xecho"],
      [],
    ]);
    expect(lines(taskfile('a: { cmds: ["one\\n  two\\n# c\\nthree"] }'), "a")).toEqual([["one", "two", "three"], []]);
  });

  test.each([
    ["task b", true],
    ["x; task -f --x b", true],
    ["(task b)", true],
    ["a && task b", true],
    ["mytask b", false],
    ["taskb", false],
    ["just b", true],
    ["just -q --x b", true],
    ["(just b)", true],
    ["adjust b", false],
    ["./scripts/run.sh", true],
    ["$ROOT/scripts/run.sh --x", true],
    ["run.shx", false],
  ])("%s runs another: %s", (command, expected) => {
    const [run] = lines({ ...taskfile(`a: { cmds: ['${command}'] }\nb: { cmds: [y] }`), "scripts/run.sh": "y\n" }, "a");
    expect(run).toEqual(expected ? [command, "y"] : [command]);
  });

  test("a script's functions run where they are called", () => {
    const script =
      "function one() {\n  a\n  if x; then {\n    b\n  }\n}\ntwo () {\nc\none\n}\nfunction three {\nd\n}\nx\nif ! two; then\nthree arg\nfour\n";
    expect(lines({ "run.sh": script }, "run.sh")[0]).toEqual(["x", "c", "a", "if x; then {", "b", "}", "d", "four"]);
    expect(lines({ "run.sh": "f() {\nf\na\n}\nf\n" }, "run.sh")[0]).toEqual(["f", "a"]);
    expect(lines({ justfile: "run:\n    f() {\n    a\n    }\n    f\n" }, "run")[0]).toEqual(["f() {", "a", "}", "f"]);
  });

  test("which task a name means", () => {
    const repository = model({
      "Taskfile.yaml":
        "includes: { c: ./cluster, k: { taskfile: '{{ .ROOT }}/kube.yaml' } }\ntasks: { own: a, same: top }\n",
      "cluster/Taskfile.yaml": "tasks: { create: a, same: inner }\n",
      "kube.yaml": "tasks: { sync: a }\n",
      "boot/mod.just": "run arg:\n    a\n",
      "boot.just": "go:\n    a\n",
    });
    const of = (call: string, from?: string) => {
      const found = taskNamed(
        call,
        repository,
        repository.tasks.find(({ name }) => name === from),
      );
      return found && `${found.where.file} ${found.name}`;
    };
    expect(of("own")).toBe("Taskfile.yaml own");
    expect(of("same", "create")).toBe("cluster/Taskfile.yaml same");
    expect(of(":same", "create")).toBe("Taskfile.yaml same");
    expect([of("c:create"), of(":c:create"), of("cluster:create"), of("Taskfile:create")]).toEqual(
      Array(4).fill("cluster/Taskfile.yaml create"),
    );
    expect([of("k:sync"), of("kube:sync")]).toEqual(["kube.yaml sync", "kube.yaml sync"]);
    expect([of("boot::run"), of("boot run"), of("boot go")]).toEqual([
      "boot/mod.just run",
      "boot/mod.just run",
      "boot.just go",
    ]);
    expect([of("x:create"), of("none"), of("run x")]).toEqual([undefined, undefined, undefined]);
    expect(of("run x", "go")).toBe("boot/mod.just run");
  });
});

describe("the steps of a bootstrap", () => {
  const keysOf = (parts: Parameters<typeof profileOf>[0], helmfile = "") =>
    stepsOf(profileOf(parts), model({ "h.yaml": helmfile })).map(({ key }) => key);

  test("those that the profile has", () => {
    expect(keysOf({})).toEqual([]);
    expect(keysOf({ talos: { version: "v1.12.0" } })).toEqual(["talos", "kubeconfig"]);
    expect(keysOf({ sops: {} })).toEqual(["secrets"]);
    expect(keysOf({ onePassword: {} })).toEqual(["secrets"]);
    expect(keysOf({ crds: { required: ["a.b"] } })).toEqual(["crds"]);
    expect(keysOf({ releases: [{ name: "a", namespace: "b", phase: "c" }] })).toEqual(["apps"]);
    const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
    expect(keysOf({ flux })).toEqual(["flux"]);
    for (const name of ["flux-instance", "flux-operator"])
      expect(keysOf({ flux }, `releases: [{ name: x, chart: c }, { name: ${name}, chart: c }]\n`)).toEqual([]);
    expect(keysOf({ flux }, "releases: [{ name: x, chart: c }]\n")).toEqual(["flux"]);
  });

  const everything = stepsOf(
    profileOf({
      ...{ talos: { version: "v1.12.0" }, sops: {}, crds: { required: ["a.b"] } },
      releases: [{ name: "a", namespace: "b", phase: "c" }],
      flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
    }),
    model({}),
  );
  const doneBy = (...texts: string[]) =>
    everything.flatMap((step) => {
      const lines = texts.map((text, index) => ({ text, where: { file: "x", line: index + 1, column: 1 } }));
      const found = stepIn({ lines } as never, step);
      return found ? [`${step.key} ${found.where.line}`] : [];
    });

  test.each([
    ["talosctl -n x bootstrap", ["talos 1"]],
    ["until talosctl bootstrap; do", ["talos 1"]],
    ["$(talosctl bootstrap)", ["talos 1"]],
    ["talhelper gencommand bootstrap | bash", ["talos 1"]],
    ["talosctl health; task bootstrap", []],
    ["talosctl bootstrap-x", []],
    ["talosctl x && y bootstrap", []],
    ["talosctl kubeconfig .", ["kubeconfig 1"]],
    ["talhelper gencommand kubeconfig", ["kubeconfig 1"]],
    ["talosctl x | kubeconfig", []],
    ["op inject -i x", ["secrets 1"]],
    ["op  run -- x", ["secrets 1"]],
    ["sops -d x", ["secrets 1"]],
    ["sops --output x exec-env y", ["secrets 1"]],
    ["just template x", ["secrets 1"]],
    ["kubectl create secret generic x", ["secrets 1"]],
    ["bws run", ["secrets 1"]],
    ["vals eval -f x", ["secrets 1"]],
    ["op item", []],
    ["sops updatekeys x", []],
    ["kubectl apply -f crds.yaml", ["crds 1"]],
    ["kubectl create --x -f https://x/standard-install.yaml", ["crds 1"]],
    ["kubectl apply -f customresourcedefinitions/", ["crds 1"]],
    ["kubectl get crds", []],
    ["helmfile -f x template -q | yq 'select(.kind == \"CustomResourceDefinition\")'", ["crds 1"]],
    ["helmfile -f 00-crds.yaml sync", []],
    ["helmfile template | kubectl apply -f -", []],
    ["helmfile -f x sync", ["apps 1"]],
    ["helmfile apply --skip", ["apps 1"]],
    ["helmfile x; task sync", []],
    ["helmfile resync", []],
    ["flux bootstrap github", ["flux 1"]],
    ["flux install", ["flux 1"]],
    ["flux-operator install", ["flux 1"]],
    ["kubectl apply -f gotk-sync.yaml", ["flux 1"]],
    ["kubectl -n x apply -k flux/", ["flux 1"]],
    ["flux check", []],
  ])("%s does %j", (text, expected) => expect(doneBy(text)).toEqual(expected));

  test("where it is done first, line by line; across lines only what the pattern lets across", () => {
    expect(doneBy("a", "sops -d x", "helmfile sync", "sops -d y")).toEqual(["secrets 2", "apps 3"]);
    expect(doneBy("helmfile -f x template", "  | yq crds")).toEqual(["crds 1"]);
    expect(doneBy()).toEqual([]);
  });

  test("what each comes after", () => {
    expect(AFTER.flux).toEqual(["crds", "apps"]);
    expect(AFTER.apps).toEqual(["talos", "kubeconfig", "crds"]);
    expect(AFTER.crds).toEqual(["talos", "kubeconfig"]);
    expect([AFTER.talos, AFTER.secrets, AFTER.kubeconfig]).toEqual([[], [], ["talos"]]);
  });
});

describe("timings of a runbook", () => {
  const found = (text: string, cluster = "infra") => timingsIn(text, cluster).map(({ line }) => line);
  const under = (heading: string, line = "- CRDs: 20s") => found(`# Runbook\n${heading}\n${line}\n`);

  test.each(["## Timings", "### Bootstrap duration", "## How long it takes", "## What it took", "###### Measured"])(
    "%s",
    (heading) => expect(under(heading)).toEqual([3]),
  );
  test.each(["## Steps", "##Timings", "####### Timings", "Timings", "    ## Timings"])("%s is none", (heading) =>
    expect(under(heading)).toEqual([]),
  );

  test.each(["12m 30s", "12 min", "4.5 minutes", "00:12:30", "1:30", "45s", "2 hours", "3 hrs", "10 seconds", "1h"])(
    "%s is a duration",
    (text) => expect(under("## Timings", `| CRDs | ${text} |`)).toEqual([3]),
  );
  test.each([
    "soon",
    "12 nodes",
    "v1.2",
    "12 GiB",
    "x12s",
    "1:2",
    "12sx",
    "TBD: 5m",
    "target 5m",
    "within 10 min",
    "< 5 min",
    "≤5m",
    "~ 10 min",
    "estimated 3m",
    "approximately 3m",
    "at most 5m",
    "expected: 3m",
    "budget 10m",
    "goal: 5m",
    "TODO 5m",
    "estimates 5m",
  ])("%s is none", (text) => expect(under("## Timings", text)).toEqual([]));

  test("down to the next heading of its level; code is no heading", () => {
    expect(found("# A\n5m\n## Timings\n5m\n### Phases\n6m\n## Other\n7m\n# Timings\n8m\n")).toEqual([4, 6, 10]);
    expect(found("## Timings\n```\n# Steps\n5m\n```\n6m\n~~~\n# X\n7m\n~~~\n# Y\n8m\n")).toEqual([4, 6, 9]);
    expect(found("#### Timings\n5m\n## Steps\n6m\n### More\n7m\n")).toEqual([2]);
  });

  test.each([
    ["## Timings: infra", "5m", true],
    ["## Timings of the apps cluster", "5m", false],
    ["## Timings", "apps cluster: 5m", false],
    ["## Timings", "infra cluster: 5m", true],
    ["## Timings", "cluster: apps 5m", false],
    ["## Timings", "cluster `apps` 5m", false],
    ["## Timings", "the cluster is up in 5m", true],
    ["## Timings", "cluster took 5m", true],
    ["## Timings", "cluster install-box: 5m", false],
    ["## Timings", "whole cluster: 5m", true],
    ["## Timings", "each cluster, 5m", true],
    ["## Timings", "my-infra cluster: 5m", false],
    ["## Timings", "INFRA 5m", true],
  ])("%s / %s counts for infra: %s", (heading, line, expected) =>
    expect(under(heading, line)).toEqual(expected ? [3] : []),
  );
});
