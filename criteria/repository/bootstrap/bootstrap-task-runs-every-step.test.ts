import { expect, test } from "vitest";
import { judge } from "../../judge.ts";
import { look, trouble } from "../../testing/sources.ts";
import { profileOf } from "../../testing/profile.ts";
import { checkoutOf } from "../../testing/repository.ts";
import row from "./bootstrap-task-runs-every-step.ts";

const parts = {
  repository: "checkout",
  talos: { version: "v1.12.0", endpoints: ["10.25.11.10"] },
  sops: {},
  crds: { required: ["a.b.c"] },
  releases: [{ name: "cilium", namespace: "kube-system" }],
};
const unnamed = profileOf(parts);
const named = profileOf({ ...parts, bootstrap: { task: "bootstrap:infra" } });
const now = new Date("2026-11-21T12:00:00Z");
/** What the tasks below include and give to helmfile. */
const states = {
  ".taskfiles/t.yaml": "tasks: {}\n",
  "crds.yaml": "releases: []\n",
  "apps.yaml": "releases: []\n",
};
const judged = (texts: Record<string, string>, profile = named) =>
  judge(row, { repository: look(checkoutOf({ ...states, ...texts })) }, { profile, now });
const told = (texts: Record<string, string>, profile = named) =>
  judged(texts, profile).findings.map(({ expected, actual, where }) => `${where?.line}: ${expected} | ${actual}`);

const root = {
  "Taskfile.yaml":
    "version: '3'\nincludes:\n  bootstrap: .taskfiles/bootstrap\n  talos: { taskfile: .taskfiles/t.yaml }\n",
};
const talos = {
  ".taskfiles/t.yaml":
    "tasks:\n  up:\n    cmds:\n      - until talosctl --nodes {{.N}} bootstrap; do sleep 5; done\n      - talosctl kubeconfig -n {{.N}}\n",
};
/** What the root includes, without any task. */
const nothing = { ".taskfiles/t.yaml": "tasks: {}\n" };
const crds = `helmfile -f crds.yaml template | yq 'select(.kind == "CustomResourceDefinition")' | kubectl apply -f -`;
const tasks = (...commands: string[]) => ({
  ".taskfiles/bootstrap/Taskfile.yaml": `tasks:\n  infra:\n    cmds:\n${commands.map((one) => `      - ${one}\n`).join("")}  crds: |-\n    ${crds}\n`,
});
const whole = ["task: :talos:up", "op inject -i x | kubectl apply -f -", "task: crds", "helmfile -f apps.yaml sync"];

test("a task with every step, through includes, other tasks and loops", () =>
  expect(judged({ ...root, ...talos, ...tasks(...whole) })).toMatchObject({
    verdict: "pass",
    examined: 5,
    findings: [],
  }));

test("releases that Flux alone brings are no step", () => {
  const byFlux = { name: "cilium", namespace: "kube-system", owner: "flux" as const };
  const profile = profileOf({ ...parts, releases: [byFlux], bootstrap: { task: "bootstrap:infra" } });
  expect(told({ ...root, ...talos, ...tasks(...whole.slice(0, 3)) }, profile)).toEqual([]);
});

test("a step that is missing, or that only another task runs", () => {
  expect(told({ ...root, ...talos, ...tasks("task: :talos:up", "echo op inject", "helmfile sync") })).toEqual([
    "2: the step the secrets (op inject, sops) | nothing that it runs does it",
    "2: the step the CRDs | only crds (.taskfiles/bootstrap/Taskfile.yaml:7) runs it",
  ]);
});

test("steps in the wrong order", () =>
  expect(
    told({ ...root, ...talos, ...tasks("task: :talos:up", "op inject", "helmfile -f apps.yaml sync", "task: crds") }),
  ).toEqual([
    "6: the CRDs before helmfile sync or apply of the core releases | it comes after, at .taskfiles/bootstrap/Taskfile.yaml:8",
  ]));

test("a call that is not found may run what is missing", () =>
  expect(judged({ ...root, ...nothing, ...tasks("task: gone", ...whole.slice(1)) })).toMatchObject({
    verdict: "inconclusive",
    unseen: [{ reason: "talosctl bootstrap: it calls gone, which is not found" }, {}],
  }));

test("no task of that name", () => {
  expect(told({ "Taskfile.yaml": "version: '3'\n" })).toEqual([
    "1: a task of this name, as the profile says | the repository has no tasks",
  ]);
  expect(told({ "a.sh": "ls\n" })[0]).toMatch(/no Taskfile, justfile or script has it$/);
});

test("nobody names it: the fullest task is judged, what others run apart is remarked (the template)", () => {
  const apart = { ...root, ...talos, ...tasks(...whole.slice(1)) };
  expect(judged(apart, unnamed)).toMatchObject({
    verdict: "pass",
    remarks: [
      "task/infra: talosctl bootstrap is run apart, by up (.taskfiles/t.yaml:2)",
      "task/infra: talosctl kubeconfig is run apart, by up (.taskfiles/t.yaml:2)",
    ],
  });
  expect(judged({ ...root, ...nothing, ...tasks(...whole.slice(1)) }, unnamed)).toMatchObject({
    verdict: "inconclusive",
    findings: [],
  });
});

test("a Taskfile that includes another one which is not there runs nothing (mcfio dfc0d85f9)", () => {
  const including = (item: string) => ({ "Taskfile.yaml": `version: '3'\nincludes:\n  flux: ${item}\n` });
  const lost = (item: string) => told({ ...including(item), ...tasks("ls") }, unnamed);
  expect(lost("./taskfiles/flux")).toEqual(["3: ./taskfiles/flux, which it includes | there is no such file"]);
  const capitals = judged({ ...including("./Talos"), "talos/Taskfile.yaml": "tasks: {}\n", ...tasks("ls") }, unnamed);
  expect(capitals.notices).toMatchObject([
    { severity: "warning", actual: "there is talos/Taskfile.yaml, in other capitals: macOS takes it, Linux does not" },
  ]);
  for (const item of [
    ".taskfiles/bootstrap",
    "{ taskfile: gone, optional: true }",
    "https://x/t.yaml",
    "'{{.DIR}}/t.yaml'",
    "~/t.yaml",
  ])
    expect(lost(item)).toEqual([]);
});

test("files of a list that a loop hands to sops or kubectl one by one (Diaoul 48fe5d945)", () => {
  const loop = (body: string) => ({
    "bootstrap/mod.just":
      "dir := justfile_dir() + '/bootstrap'\n\nbootstrap:\n" +
      `    secrets=( \\\n        "{{ dir }}/a.sops.yaml" \\\n        "{{ dir }}/gone.sops.yaml" \\\n    ); \\\n` +
      `    for secret in "\${secrets[@]}"; do \\\n        ${body}; \\\n    done\n`,
    "bootstrap/a.sops.yaml": "a: 1\n",
    ".justfile": "mod bootstrap\n",
  });
  const sops = 'sops exec-file "$secret" "kubectl apply -f {}"';
  expect(told(loop(sops), unnamed)).toEqual(["6: bootstrap reads bootstrap/gone.sops.yaml | there is no such file"]);
  expect(told(loop(`if [ ! -f "\${secret}" ]; then continue; fi; ${sops}`), unnamed)).toEqual([]);
  expect(told(loop('echo "$secret"'), unnamed)).toEqual([]);
});

test("a script runs its functions where it calls them; recipes run what they need first", () => {
  const body = (name: string, line: string) => `function ${name}() {\n  if x; then\n    ${line}\n  fi\n}\n`;
  const script = (...calls: string[]) =>
    `#!/usr/bin/env bash\n${body("apps", "helmfile sync")}${body("crds", crds)}main() {\n${calls.map((one) => `  ${one}\n`).join("")}}\nmain "$@"\n`;
  const just = {
    "bootstrap/mod.just":
      "cluster: k8s kubeconfig\n    just log info op inject\n    bash scripts/apps.sh\nk8s:\n    talosctl -n x bootstrap\nkubeconfig lb='x':\n    talosctl kubeconfig\n",
  };
  const profile = profileOf({ ...parts, sops: undefined, bootstrap: { task: "bootstrap cluster" } });
  expect(judged({ ...just, "scripts/apps.sh": script("crds", "apps") }, profile)).toMatchObject({
    verdict: "pass",
    examined: 4,
  });
  expect(told({ ...just, "scripts/apps.sh": script("apps", "crds") }, profile)).toHaveLength(1);
});

test("the hand-over is a step of its own where helmfile has no flux-instance", () => {
  const profile = profileOf({
    repository: "checkout",
    flux: { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } },
    bootstrap: { task: "infra" },
  });
  expect(told({ ...root, ...nothing, ...tasks("flux bootstrap git") }, profile)).toEqual([]);
  expect(told({ ...root, ...nothing, ...tasks("ls") }, profile)).toHaveLength(1);
});

test("no tasks, no checkout", () => {
  expect(judged({ "README.md": "# x" }, unnamed)).toMatchObject({
    verdict: "not-applicable",
    reason: "the checkout has no Taskfile, justfile, Makefile or script",
  });
  expect(judged({ "a.sh": "ls\n" }, unnamed)).toMatchObject({
    verdict: "not-applicable",
    reason: expect.stringMatching(/^no task, recipe or script runs more than one .*name yours in the profile/),
  });
  expect(judge(row, { repository: trouble("file") }, { profile: named, now }).verdict).toBe("inconclusive");
  expect(judge(row, {}, { profile: profileOf(), now }).verdict).toBe("not-applicable");
});

test("the parts of a profile that a bootstrap has steps for; one with none of them", () => {
  const of = (more: Parameters<typeof profileOf>[0]) =>
    judge(row, {}, { profile: profileOf({ repository: "x", ...more }), now });
  const flux = { source: { url: "https://x/y", ref: "main" }, kustomization: { path: "./flux" } };
  for (const more of [{ talos: parts.talos }, { flux }, { releases: parts.releases }])
    expect(of(more).verdict).toBe("inconclusive");
  expect(of({})).toMatchObject({
    verdict: "not-applicable",
    reason: "the profile names nothing that a bootstrap would do",
  });
});

test("of several tasks the one with most steps is judged, though others come first; one step alone is no bootstrap", () => {
  const taskfile = (tasks: string) => ({ "Taskfile.yaml": `tasks:\n${tasks}` });
  const few = "  a: { cmds: [op inject, helmfile sync] }\n";
  const many = "  b: { cmds: [op inject, talosctl bootstrap, talosctl kubeconfig, helmfile sync] }\n";
  expect(judged(taskfile(few + many), unnamed)).toMatchObject({
    examined: 4,
    unseen: [{ subject: "task/b", reason: "the CRDs: nothing that is seen here runs it" }],
  });
  expect(judged(taskfile(many + few), unnamed).unseen).toMatchObject([{ subject: "task/b" }]);
  expect(judged(taskfile("  a: { cmds: [op inject] }\n  b: { cmds: [ls] }\n"), unnamed)).toMatchObject({
    examined: 0,
    unseen: [],
  });
});

test("what a named task lacks is counted", () =>
  expect(judged({ ...root, ...talos, ...tasks(...whole.slice(0, 2), "helmfile sync") })).toMatchObject({
    verdict: "fail",
    examined: 5,
    findings: [{ expected: "the step the CRDs" }],
  }));

test("files and folders of states that its steps name and that are not there", () => {
  const just = {
    "boot/mod.just":
      "dir := justfile_dir() + '/boot'\nup:\n    talosctl -n x bootstrap\n    helmfile -f {{dir}}/all.yaml sync\n",
  };
  expect(told(just, unnamed)).toEqual(["4: up reads boot/all.yaml | there is no such file"]);
  expect(told({ ...just, "boot/all.yaml": "releases: []\n" }, unnamed)).toEqual([]);
  const folder = { "a.sh": "talosctl -n x bootstrap\nhelmfile --file ./boot sync\n" };
  expect(told({ ...folder, "boot/helmfile.d/a.yaml": "releases: []\n" }, unnamed)).toEqual([
    "2: a state file directly in boot | helmfile reads the *.yaml directly in that folder, and it has none",
  ]);
  expect(told({ ...folder, "boot/a.yaml": "releases: [{ name: a, chart: b/c }]\n" }, unnamed)).toEqual([]);
});

test("of a task that the bootstrap does not run, it is a warning", () => {
  const old = { "old/Taskfile.yaml": "tasks: { bootstrap: { cmds: [kubectl apply -k ./gone/flux] } }\n" };
  const { findings, notices } = judged({ ...root, ...talos, ...tasks(...whole), ...old });
  expect([findings.length, notices?.map(({ severity, expected }) => [severity, expected])]).toEqual([
    0,
    [["warning", "bootstrap reads gone/flux"]],
  ]);
});

test("an environment that the state does not have, and a file of tasks that is not there", () => {
  const state = "environments: { default: {}, production: {} }\n---\nreleases: [{ name: a, chart: b/c }]\n";
  const script = (environment: string) => ({
    "a.sh": `talosctl -n x bootstrap\nhelmfile -f boot/a.yaml -e ${environment} sync\n`,
    "boot/a.yaml": state,
  });
  expect(told(script("prod"), unnamed)).toEqual([
    "2: environment prod in boot/a.yaml | it is not declared there; there are default, production",
  ]);
  expect(told(script("production"), unnamed)).toEqual([]);
  const gone = { "Taskfile.yaml": "version: '3'\nincludes: { a: gone.yaml }\ntasks: {}\n" };
  expect(told({ ...script("production"), ...gone }, unnamed)).toEqual([
    "2: gone.yaml, which it includes | there is no such file",
  ]);
  const deeper = { "terraform/Taskfile.yaml": "version: '3'\nincludes: { a: gone.yaml }\ntasks: {}\n" };
  expect(told({ ...script("production"), ...deeper }, unnamed)).toHaveLength(1);
});
