import { describe, expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { checkoutOf } from "../../criteria/testing/repository.ts";
import { helmfilesOf } from "../helmfile/state.ts";
import { repositoryFrom } from "../model.ts";
import { filesOf } from "../yaml/files.ts";
import { lostPaths } from "./named-files.ts";
import { rootsOf } from "./roots.ts";
import { tasksOf } from "./tasks.ts";

const lost = (texts: Record<string, string>): string[] => {
  const files = filesOf(checkoutOf(texts));
  const tasks = tasksOf(files);
  return lostPaths(tasks, { tasks, files, helmfiles: helmfilesOf(files, {}) }).map(
    ({ where, path, kind }) => `${where.line}: ${path} ${kind}`,
  );
};
const roots = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(rootsOf(filesOf(checkoutOf(texts))));

describe("folders that variables name", () => {
  test("as Taskfiles, mise, direnv, scripts and justfiles say", () => {
    expect(
      roots({ "Taskfile.yaml": "vars: { B: '{{.ROOT_DIR}}/boot', C: '{{.B}}/x', V: 1.2 }\ntasks: { a: ls }\n" }),
    ).toEqual({ B: "boot", C: "boot/x" });
    expect(
      roots({
        "t/Taskfile.yaml":
          "env: { D: '{{.TASKFILE_DIR}}/x', R: { sh: git rev-parse --show-toplevel } }\ntasks: { a: ls }\n",
      }),
    ).toEqual({ D: "t/x", R: "" });
    expect(roots({ ".mise.toml": '[env]\nROOT = "{{config_root}}"\nK = "{{config_root}}/k8s"\nX = "1"\n' })).toEqual({
      ROOT: "",
      K: "k8s",
    });
    expect(roots({ ".envrc": 'export ROOT="$(pwd)"\nexport K=$ROOT/k # the cluster\n' })).toEqual({ ROOT: "", K: "k" });
    expect(roots({ "a.sh": 'readonly ROOT="$(git rev-parse --show-toplevel)"\nT=/tmp/x\n' })).toEqual({ ROOT: "" });
    expect(roots({ "x/mod.just": "b := justfile_dir() + '/boot'\nc := b / 'x'\nd := source_directory()\n" })).toEqual({
      b: "boot",
      c: "boot/x",
      d: "x",
    });
  });

  test("of the justfile that is called, where it stands below the root and brings the module in", () => {
    const module = { "k/main/boot/mod.just": "a := justfile_dir() + '/boot'\n" };
    const root = (text: string) => ({ ".justfile": text });
    const main = { "k/main/.justfile": 'mod boot "boot"\n' };
    expect(roots({ ...module, ...main, ...root("x:\n    ls\n") })).toMatchObject({ a: "k/main/boot" });
    // the root brings in the whole of it
    expect(roots({ ...module, ...main, ...root('mod main "k/main"\n') })).toMatchObject({ a: "boot" });
    expect(roots(module)).toMatchObject({ a: "boot" });
  });

  test("the folder above a module", () =>
    expect(roots({ "x/mod.just": "k := parent_directory(source_directory()) / 'k8s'\n" })).toEqual({ k: "k8s" }));

  test("one that files give different folders is none", () =>
    expect(
      roots({ "a.sh": "R=$(git rev-parse --show-toplevel)/a\n", "b.sh": "R=$(git rev-parse --show-toplevel)/b\n" }),
    ).toEqual({}));
});

describe("what steps read", () => {
  test.each([
    ["kubectl apply --server-side -f ./x/a.yaml", ["1: x/a.yaml file"]],
    ["kubectl create -k x/b", ["1: x/b file"]],
    ["helmfile --file x/c.yaml apply", ["1: x/c.yaml file"]],
    ["op inject -i x/d.yaml | kubectl apply -f -", ["1: x/d.yaml file"]],
    ["sops -d x/e.sops.yaml | kubectl apply -f -", ["1: x/e.sops.yaml file"]],
    ["bash scripts/run.sh", ["1: scripts/run.sh file"]],
    ["./scripts/run.sh --all", ["1: scripts/run.sh file"]],
    ["helm upgrade -i cilium cilium/cilium -n kube-system --values x/f.yaml", ["1: x/f.yaml file"]],
    ["minijinja-cli x/g.yaml.j2 | kubectl apply -f -", ["1: x/g.yaml.j2 file"]],
    ["envsubst < x/h.yaml | kubectl apply -f -", ["1: x/h.yaml file"]],
    ["talosctl apply-config -f out/a.yaml --config-patch @x/i.yaml", ["1: x/i.yaml file"]],
    ["tar xf a/b.tar.gz", []],
    // elsewhere, or not known
    ["kubectl apply -f https://x/y.yaml", []],
    ["kubectl apply -f ${DIR}/y.yaml", []],
    ["kubectl apply -f /tmp/y.yaml", []],
    ["kubectl apply -f ~/y.yaml", []],
    ["kubectl apply -f 'x/*.yaml'", []],
    ["kubectl delete -f x/y.yaml", []],
    ["echo kubectl apply -f x/y.yaml", []],
    ["kubectl apply -f x/y.yaml || true", []],
    // made before, or asked for
    ["curl -o x/y.yaml https://x\nkubectl apply -f x/y.yaml", []],
    ["test -f x/y.yaml\nkubectl apply -f x/y.yaml", []],
  ])("%s", (text, expected) => expect(lost({ "a.sh": `${text}\n` })).toEqual(expected));

  test("what is there, seen from the checkout, the task's folder or any folder", () => {
    const run = { "t/a.sh": "kubectl apply -f x/y.yaml\n" };
    for (const path of ["x/y.yaml", "t/x/y.yaml", "some/where/x/y.yaml"])
      expect(lost({ ...run, [path]: "a: 1\n" })).toEqual([]);
    expect(lost(run)).toHaveLength(1);
  });

  test("what Git ignores is each operator's own", () =>
    expect(lost({ "a.sh": "sops -d x/age.yaml\n", ".gitignore": "/x/age.yaml\n" })).toEqual([]));

  test("a folder for helmfile has states directly in it", () => {
    const run = { "a.sh": "helmfile -f boot sync\n" };
    expect(lost({ ...run, "boot/d/a.yaml": "a: 1\n" })).toEqual(["1: boot states"]);
    expect(lost({ ...run, "boot/a.yaml.gotmpl": "a: 1\n" })).toEqual([]);
  });

  test("without --file helmfile takes the folder that a task runs in", () => {
    const task = (more: string) => `version: '3'\ntasks: { up: { dir: ${more}, cmds: [helmfile sync] } }\n`;
    expect(lost({ "Taskfile.yaml": task("boot"), "boot/d/a.yaml": "a: 1\n" })).toEqual(["2: boot states"]);
    expect(lost({ "Taskfile.yaml": task("boot"), "boot/helmfile.yaml.gotmpl": "a: 1\n" })).toEqual([]);
    expect(lost({ "Taskfile.yaml": task("'{{.ROOT}}'") })).toEqual([]);
  });

  test("a script that this disk has and Git does not; a key is each operator's own", () => {
    const texts = { "a.sh": "bash scripts/run.sh\nsops -d age.yaml\nkubectl apply -f x/b.sops.yaml\n" };
    const checkout = checkoutOf({ ...texts, "scripts/run.sh": "x\n", "x/b.sops.yaml": "a: 1\n" });
    for (const file of checkout.files) if (file.path !== "a.sh") file.ignored = ".gitignore:1";
    const model = repositoryFrom(checkout, profileOf());
    const [first, ...more] = lostPaths(
      model.tasks.filter(({ name }) => name === "a.sh"),
      model,
    );
    expect(first).toMatchObject({ kind: "absent", path: "scripts/run.sh", why: ".gitignore:1 ignores it" });
    expect(more.filter(({ kind }) => kind === "absent")).toEqual([]);
  });
});
