import { profileSchema, type Profile } from "../../../clusters/profile.ts";
import { stepIn, stepsOf } from "./bootstrap-steps.ts";
import { baseOf, folderOf, inText } from "./documents.ts";
import { flow, gap, map, value, type Draft, type Entries } from "./init-draft.ts";
import type { Repository } from "./model.ts";
import { timingsIn } from "./runbook.ts";
import { sequenceOf, taskNamed } from "./task-sequence.ts";
import type { Task } from "./tasks.ts";

/** What an operator needs at hand, and how the repository says that the bootstrap goes. */
export function bootstrapDraft(repository: Repository, name: string): Entries {
  return [
    ["sops", sopsDraft(repository)],
    ["onePassword", onePasswordDraft(repository)],
    [
      "bootstrap",
      map([
        ["task", taskDraft(repository, name)],
        ["runbook", runbookDraft(repository, name)],
      ]),
    ],
  ];
}

function sopsDraft({ sopsRules }: Repository): Draft {
  const [rule] = sopsRules.toSorted((a, b) => a.where.file.length - b.where.file.length);
  return rule
    ? map([["rules", value(rule.where.file, rule.where)]])
    : gap("a .sops.yaml with creation_rules", "{ rules: .sops.yaml }");
}

function onePasswordDraft({ tasks }: Repository): Draft {
  const used = tasks
    .flatMap(({ commands }) => commands)
    .find(({ text }) => /(?:^|[\s|;&({])op\s+(?:inject|read|run|item|whoami|signin)\b/.test(text));
  return used ? flow({}, used.where) : gap("the CLI op in a task", "{}");
}

/** The task that does every step that any task does: naming one that does a part would ask the rest of it too. */
function taskDraft(repository: Repository, cluster: string): Draft {
  const steps = stepsOf(everything(cluster), repository);
  const others = new RegExp(`(?:^|[:\\s_-])(?:${repository.siblings.join("|") || "$^"})(?:$|[:\\s_-])`);
  const candidates = repository.tasks.flatMap((task) => {
    const called = namesOf(task).find((name) => taskNamed(name, repository) === task);
    if (called === undefined || others.test(called)) return [];
    const sequence = sequenceOf(task, repository);
    const done = steps.filter((step) => stepIn(sequence, step)).map(({ key }) => key);
    return [{ called, task, done, own: called.includes(cluster), about: /bootstrap/i.test(called) }];
  });
  const all = new Set(candidates.flatMap(({ done, about }) => (about ? done : [])));
  const [best] = candidates
    .filter(({ about, done }) => about && done.length > 1)
    .toSorted((a, b) => b.done.length - a.done.length || Number(b.own) - Number(a.own));
  if (!best)
    return gap("a task, recipe or script with bootstrap in its name that does more than one step of it", "bootstrap");
  const place = inText(best.task.where);
  return best.done.length === all.size
    ? value(best.called, place)
    : gap(`one task that does all of it: ${best.called} (${place}) does ${best.done.join(", ")}`, best.called);
}

/** As people call it: `bootstrap:infra` of a Taskfile that another includes, `bootstrap cluster` of just's modules. */
function namesOf({ name, runner, where }: Task): string[] {
  if (runner === "script") return [name];
  const folder = baseOf(folderOf(where.file)).replace(/^\./, "");
  const file = baseOf(where.file).replace(/\.\w+$/, "");
  const join = runner === "task" ? ":" : " ";
  const isRoot = folderOf(where.file) === "";
  return isRoot ? [name] : [`${folder}${join}${name}`, `${file}${join}${name}`, name];
}

/** Every step may be part of it. */
const everything = (name: string): Profile =>
  profileSchema.parse({
    name,
    kubernetes: { endpoint: "https://192.0.2.1:6443" },
    nodes: [{ name: "unknown", address: "192.0.2.1", role: "control-plane" }],
    talos: {},
    onePassword: {},
    crds: { required: ["unknown"] },
    releases: [{ name: "unknown", namespace: "unknown" }],
    flux: { source: { url: "unknown", ref: "unknown" }, kustomization: { path: "./" } },
  });

/** Markdown about the bootstrap among runbooks; the one with timings of this cluster first. */
function runbookDraft({ runbooks }: Repository, cluster: string): Draft {
  const about = runbooks.filter(({ path }) => /runbook/i.test(path) && /bootstrap/i.test(path));
  const [best] = about
    .map((file) => ({ file, timings: timingsIn(file.text ?? "", cluster) }))
    .toSorted((a, b) => b.timings.length - a.timings.length);
  return best
    ? value(best.file.path, `${best.file.path}:${best.timings[0]?.line ?? 1}`)
    : gap("a runbook (Markdown) about the bootstrap", "docs/runbooks/bootstrap.md");
}
