import { openProfileSchema, type OpenProfile } from "../../clusters/profile.ts";
import { stepIn, stepsOf } from "../tasks/bootstrap-steps.ts";
import { baseOf, folderOf, inText } from "../yaml/documents.ts";
import { crdProviders } from "../crds/providers.ts";
import { flow, gap, map, value, type Draft, type Entries } from "./draft.ts";
import { installed } from "./values.ts";
import type { Repository } from "../model.ts";
import { timingsIn } from "../tasks/runbook.ts";
import { sequenceOf, taskNamed } from "../tasks/sequence.ts";
import type { Task } from "../tasks/task.ts";

/** What an operator must have at hand, and how the repository's bootstrap runs. */
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

/** The task that does every step. One that does a part would be judged for the other steps too. */
function taskDraft(repository: Repository, cluster: string): Draft {
  const steps = stepsOf(asked(repository, cluster), repository);
  const others = new RegExp(`(?:^|[:\\s_-])(?:${repository.siblings.join("|") || "$^"})(?:$|[:\\s_-])`);
  const candidates = repository.tasks.flatMap((task) => {
    if (!repository.belongs(task.where.file)) return [];
    const names = namesOf(task);
    if (!names.some((name) => /bootstrap/i.test(name))) return [];
    const called = names.find((name) => taskNamed(name, repository) === task);
    if (called === undefined || !/bootstrap/i.test(called) || others.test(called)) return [];
    const sequence = sequenceOf(task, repository);
    const done = steps.filter((step) => stepIn(sequence, step));
    return done.length > 1 ? [{ called, task, done, own: called.includes(cluster) }] : [];
  });
  const [best] = candidates.toSorted((a, b) => b.done.length - a.done.length || Number(b.own) - Number(a.own));
  if (!best)
    return gap("a task, recipe or script with bootstrap in its name that does more than one step of it", "bootstrap");
  const { called, task, done } = best;
  const missing = steps.filter((step) => !done.includes(step)).map(({ what }) => what);
  return missing.length === 0
    ? value(called, task.where)
    : gap(`one task that does all of it: ${called} (${inText(task.where)}) lacks ${missing.join(", ")}`, called);
}

/** How people call it: `bootstrap:infra` of a Taskfile that another includes, `bootstrap cluster` of a just module. */
function namesOf({ name, runner, where }: Task): string[] {
  if (runner === "script") return [name];
  const folder = baseOf(folderOf(where.file)).replace(/^\./, "");
  const file = baseOf(where.file).replace(/\.\w+$/, "");
  const join = runner === "task" ? ":" : " ";
  const isRoot = folderOf(where.file) === "";
  return isRoot ? [name] : [`${folder}${join}${name}`, `${file}${join}${name}`, name];
}

/** A profile with as much as the steps of the bootstrap need. */
const asked = (repository: Repository, name: string): OpenProfile =>
  openProfileSchema.parse({
    name,
    ...(repository.talos.length > 0 && { talos: {} }),
    ...((repository.sopsRules.length > 0 || onePasswordDraft(repository).is !== "gap") && { onePassword: {} }),
    ...(crdProviders(repository).known.some(({ kind }) => kind === "phase" || kind === "url") && {
      crds: { required: ["unknown"] },
    }),
    ...(installed(repository).length > 0 && { releases: [{ name: "unknown", namespace: "unknown" }] }),
    ...(repository.syncs.length > 0 && { flux: {} }),
  });

/** What is bootstrapped too. */
const OTHERS = /database|postgres|cnpg|mysql|mariadb|vault|bao|ceph|etcd|replica|backup|restore/i;

/** Runbooks about the bootstrap of a cluster, not of a database; the one with timings of this cluster first. */
function runbookDraft({ runbooks }: Repository, cluster: string): Draft {
  const about = runbooks.filter(({ path }) => /runbook/i.test(path) && /bootstrap/i.test(path) && !OTHERS.test(path));
  const [best] = about
    .map((file) => ({ file, timings: timingsIn(file.text ?? "", cluster) }))
    .toSorted((a, b) => b.timings.length - a.timings.length);
  return best
    ? value(best.file.path, `${best.file.path}:${best.timings[0]?.line ?? 1}`)
    : gap("a runbook (Markdown) about the bootstrap", "docs/runbooks/bootstrap.md");
}
