import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { helmfileRuns, statementsOf } from "./runs.ts";

const profile = profileOf({ name: "infra" });

describe("calls of helmfile", () => {
  const runs = (commands: string[], more: Record<string, string> = {}) => {
    const text = `version: '3'\ntasks:\n  boot:\n    cmds:\n${commands.map((one) => `      - |\n        ${one.replaceAll("\n", "\n        ")}\n`).join("")}`;
    return helmfileRuns(
      repositoryOf(
        {
          "Taskfile.yaml": text,
          "b/helmfile.d/00-crds.yaml": "helmfiles: [x]\n",
          "b/helmfile.d/01-apps.yaml": "helmfiles: [x]\n",
          "c/helmfile.yaml": "helmfiles: [x]\n",
          "root.yaml": "helmfiles: [x]\n",
          ...more,
        },
        profile,
      ),
    );
  };
  const files = (command: string) => runs(command.split(";;"))[0]?.states?.map(({ file }) => file);

  test("the verb, the states that it names, what it is piped into and what follows", () => {
    const [first, second] = runs([
      "echo start",
      "helmfile --file b/helmfile.d/00-crds.yaml template -q | kubectl apply -f -\n# a comment\nhelmfile -f b/helmfile.d \\\n  sync",
      "done",
    ]);
    expect(first).toMatchObject({
      verb: "template",
      folder: false,
      statement: "helmfile --file b/helmfile.d/00-crds.yaml template -q | kubectl apply -f -",
      rest: "helmfile -f b/helmfile.d  sync\ndone",
    });
    expect(first?.states?.map(({ file }) => file)).toEqual(["b/helmfile.d/00-crds.yaml"]);
    expect(second).toMatchObject({ verb: "sync", folder: true, rest: "done" });
    expect(second?.states).toHaveLength(2);
  });

  test.each([
    "template",
    "sync",
    "apply",
    "diff",
    "list",
    "destroy",
    "build",
    "lint",
    "fetch",
    "write-values",
    "charts",
    "deps",
    "test",
  ])("%s is a verb", (verb) => expect(runs([`helmfile ${verb}`])).toMatchObject([{ verb, folder: false }]));

  test.each([
    "helmfile --version",
    "helmfile resync",
    "helmfile synced",
    "echo 'run helmfile sync'",
    "printf helmfile sync",
    "gum log helmfile sync",
    "myhelmfile sync",
    "helmfiles sync",
    "helmfile | sync",
  ])("%s is no call", (command) => expect(runs([command])).toEqual([]));

  test.each([
    "x && helmfile sync",
    "$(helmfile list)",
    "if ! helmfile diff",
    "echo a; helmfile sync",
    "`helmfile list `",
  ])("%s is one", (command) => expect(runs([command])).toHaveLength(1));

  test.each([
    ["helmfile -f c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile --file=c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile sync -f 'c/helmfile.yaml'", ["c/helmfile.yaml"]],
    ['helmfile -f "c/helmfile.yaml" sync', ["c/helmfile.yaml"]],
    ["helmfile -f ./c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f ../c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f ${ROOT}/c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f $ROOT/x/${C}/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f {{ .ROOT }}/c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f {{ .ROOT }}/helmfile.d/ sync", ["b/helmfile.d/00-crds.yaml", "b/helmfile.d/01-apps.yaml"]],
    ["F=c/helmfile.yaml;;helmfile -f $F sync", ["c/helmfile.yaml"]],
    ['F="${R}/c/helmfile.yaml";;helmfile -f "${F}" sync', ["c/helmfile.yaml"]],
    ["F='x';;F='c/helmfile.yaml';;helmfile -f ${F} sync", ["c/helmfile.yaml"]],
    ["helmfile -f $F sync", undefined],
    ["XF=c/helmfile.yaml;;helmfile -f $F sync", undefined],
    ["helmfile -f gone.yaml sync", undefined],
    ["helmfile -f elmfile.yaml sync", undefined],
    ["helmfile -f $F/ sync", undefined],
    ["helmfile -f $ROOT/c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f .././c/helmfile.yaml sync", ["c/helmfile.yaml"]],
    ["helmfile -f $F sync;;F=c/helmfile.yaml", undefined],
    ["helmfile -f x$F sync", undefined],
    ["helmfile sync", undefined],
    ["helmfile -foo c/helmfile.yaml sync", undefined],
  ])("%s names %j", (command, expected) => {
    const all = runs(command.split(";;"));
    expect(all.at(-1)?.states?.map(({ file }) => file)).toEqual(expected);
    expect(files(command) === undefined).toBe(expected === undefined);
  });

  test("what is said after a call does not unsay it; the statement begins with the call", () => {
    expect(runs(["x && helmfile sync -q; echo done"])).toMatchObject([{ statement: "helmfile sync -q; echo done" }]);
    expect(runs(["x; helmfile sync | y"])).toMatchObject([{ statement: "helmfile sync | y" }]);
  });

  test("commands with their continuations, expressions as @@, comments left out", () => {
    const where = { file: "x", line: 1, column: 1 };
    const of = (...texts: string[]) =>
      statementsOf({ commands: texts.map((text) => ({ text, where })) } as never).map(({ text }) => text);
    expect(of("a \\\n  b", "c |", "d", "e &&\nf\n# g\n\n h", "i\n| j")).toEqual([
      "a  b",
      "c | d",
      "e && f",
      "h",
      "i | j",
    ]);
    expect(of("a {{ x }} {{ y }}", "| b")).toEqual(["a @@ @@ | b"]);
    expect(of("| a")).toEqual(["| a"]);
  });
});
