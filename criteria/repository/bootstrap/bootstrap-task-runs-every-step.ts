import { startOf, type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { inText } from "../../../repository/yaml/documents.ts";
import { AFTER, stepIn, stepsOf, type Step } from "../../../repository/tasks/bootstrap-steps.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";
import { lostEnvironments } from "../../../repository/helmfile/environments.ts";
import { lostIncludes } from "../../../repository/tasks/lost-includes.ts";
import { lostPaths, type LostPath } from "../../../repository/tasks/named-files.ts";
import type { Task } from "../../../repository/tasks/task.ts";
import { sequenceOf, taskNamed, type Sequence } from "../../../repository/tasks/sequence.ts";

type Result = RepositoryExamination;

/** Tasks are read, never run: https://taskfile.dev/docs/reference/schema, justfiles, Makefiles and scripts by their shape. */
export default repositoryCriterion({
  id: "repository/bootstrap-task-runs-every-step",
  title: "The cluster's bootstrap task has its steps, in order",
  fails: "The bootstrap task lacks a step or its order",
  why: "A step that is missing, or that comes too early, is found when the cluster is half there.",
  serves: ["AC1", "T9"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "task --list-all; task --dry <name>; the second shows what it would run",
  seeks: "a Taskfile, justfile, Makefile or script that bootstraps the cluster",

  irrelevant: (profile) =>
    withoutRepository(profile) ??
    (profile.talos !== undefined || profile.flux !== undefined || profile.releases.length > 0
      ? undefined
      : "the profile names nothing that a bootstrap would do"),

  examine({ repository: checkout }, { profile }) {
    const repository = repositoryFrom(checkout, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const steps = stepsOf(profile, repository);
    const named = profile.bootstrap.task;
    const task = named === undefined ? undefined : taskNamed(named, repository);
    if (named !== undefined && !task) {
      result.examined = 1;
      result.findings.push({
        subject: `task/${named}`,
        expected: "a task of this name, as the profile says",
        actual: repository.tasks.length > 0 ? "no Taskfile, justfile or script has it" : "the repository has no tasks",
        where: repository.tasks[0]?.where ?? startOf("Taskfile.yaml"),
        because: "Whoever follows the runbook calls a task that does not exist.",
        mend: `Add the task ${named}, or name another one in the profile (bootstrap.task).`,
      });
      return result;
    }
    const sequence = task ? sequenceOf(task, repository) : fullest(repository, steps);
    judgePaths(sequence, repository, result);
    judgeIncludes(repository, result);
    judgeEnvironments(repository, result);
    if (!sequence)
      return {
        ...result,
        inapplicable:
          repository.tasks.length === 0
            ? "the checkout has no Taskfile, justfile, Makefile or script"
            : `no task, recipe or script runs more than one of the bootstrap's steps (${steps.map(({ what }) => what).join(", ")}); name yours in the profile (bootstrap.task)`,
      };
    judgeSteps(sequence, steps, { repository, isNamed: task !== undefined, result });
    judgeOrder(sequence, steps, result);
    return result;
  },
});

/** Nobody names the bootstrap: the task that does the most of it, where that is more than one step. */
function fullest(repository: Repository, steps: readonly Step[]): Sequence | undefined {
  const [best] = repository.tasks
    .map((task) => sequenceOf(task, repository))
    .map((sequence) => ({ sequence, done: steps.filter((step) => stepIn(sequence, step)).length }))
    .filter(({ done }) => done > 1)
    .toSorted((a, b) => b.done - a.done);
  return best?.sequence;
}

const subjectOf = ({ task }: Pick<Sequence, "task">): string => `task/${task.name}`;

/** What the bootstrap's steps read that is not there; of other tasks that are called a bootstrap it is a warning. */
function judgePaths(sequence: Sequence | undefined, repository: Repository, result: Result): void {
  const run = new Set(sequence?.lines.map(({ where }) => inText(where)));
  const isRun = ({ commands }: Task): boolean => commands.some(({ where }) => run.has(inText(where)));
  const isCalledSo = ({ name, where }: Task): boolean =>
    repository.belongs(where.file) && /bootstrap/i.test(`${where.file} ${name}`);
  const tasks = repository.tasks.filter((task) => isRun(task) || isCalledSo(task));
  for (const lost of lostPaths(tasks, repository)) {
    const { task, kind } = lost;
    const found = foundOf(lost);
    result.examined += 1;
    if (kind === "absent") {
      result.notices.push({ ...found, severity: "warning" });
      continue;
    }
    if (sequence === undefined || isRun(task)) result.findings.push(found);
    else
      result.notices.push({
        ...found,
        severity: "warning",
        because: `Whoever runs it stops at this step; ${sequence.task.name} does not run it.`,
      });
  }
}

/** A runner reads every file that it includes before it runs any task. */
function judgeIncludes(repository: Repository, result: Result): void {
  for (const { file, path, where, why, like } of lostIncludes(repository)) {
    result.examined += 1;
    const found: RepositoryFinding = {
      subject: `file/${file}`,
      expected: `${path}, which it includes`,
      actual:
        like !== undefined
          ? `there is ${like}, in other capitals: macOS takes it, Linux does not`
          : why === undefined
            ? "there is no such file"
            : `${why}: a clone does not have it`,
      where,
      because: "Whoever calls any task or recipe of it gets this error instead.",
      mend: "Correct the path, commit the file, or make it optional.",
    };
    const isCertain = why === undefined && like === undefined;
    if (isCertain) result.findings.push(found);
    else result.notices.push({ ...found, severity: "warning" });
  }
}

function judgeEnvironments(repository: Repository, result: Result): void {
  for (const { task, where, environment, states, declared } of lostEnvironments(repository)) {
    result.examined += 1;
    const others =
      declared.length === 0
        ? "none is"
        : `there ${declared.length === 1 ? "is" : "are"} ${declared.slice(0, 5).join(", ")}`;
    result.findings.push({
      subject: subjectOf({ task }),
      expected: `environment ${environment} in ${states.slice(0, 3).join(", ")}`,
      actual: `it is not declared there; ${others}`,
      where,
      because: "helmfile finds no release for it, and installs nothing.",
      mend: "Name an environment that the state declares, or declare it.",
    });
  }
}

function foundOf({ task, where, path, kind, why }: LostPath): RepositoryFinding {
  const said = {
    file: [`${task.name} reads ${path}`, "there is no such file", "Correct the path, or commit the file."],
    states: [
      `a state file directly in ${path}`,
      "helmfile reads the *.yaml directly in that folder, and it has none",
      "Name the folder or file that holds the states.",
    ],
    absent: [
      `${path} in Git: ${task.name} reads it`,
      `${why}: a clone does not have it`,
      `git add --force ${path}, or take it out of what ignores it.`,
    ],
  }[kind];
  const [expected = "", actual = "", mend = ""] = said;
  return {
    subject: subjectOf({ task }),
    expected,
    actual,
    where,
    because: kind === "absent" ? "From a clone the bootstrap stops at this step." : "The bootstrap stops at this step.",
    mend,
  };
}

interface Scene {
  repository: Repository;
  isNamed: boolean;
  result: Result;
}

function judgeSteps(sequence: Sequence, steps: readonly Step[], { repository, isNamed, result }: Scene): void {
  const subject = subjectOf(sequence);
  for (const step of steps) {
    if (stepIn(sequence, step)) {
      result.examined += 1;
      continue;
    }
    const [lost] = sequence.lost;
    const apart = repository.tasks.find((task) => stepIn(sequenceOf(task, repository), step));
    if (!isNamed && apart)
      result.remarks.push(`${subject}: ${step.what} is run apart, by ${apart.name} (${inText(apart.where)})`);
    else if (!isNamed || lost !== undefined) {
      const reason = lost === undefined ? "nothing that is seen here runs it" : `it calls ${lost}, which is not found`;
      result.unseen.push({ subject, reason: `${step.what}: ${reason}` });
    } else {
      result.examined += 1;
      result.findings.push({
        subject,
        expected: `the step ${step.what}`,
        actual: apart ? `only ${apart.name} (${inText(apart.where)}) runs it` : "nothing that it runs does it",
        where: sequence.task.where,
        because: "The bootstrap stops half-way, or somebody has to know what to run by hand.",
        mend: apart
          ? `Let ${sequence.task.name} call ${apart.name}.`
          : `Add it to ${sequence.task.name}: ${step.what}.`,
      });
    }
  }
}

function judgeOrder(sequence: Sequence, steps: readonly Step[], result: Result): void {
  for (const step of steps) {
    const place = stepIn(sequence, step);
    const late = steps.find((one) => {
      const other = AFTER[step.key].includes(one.key) ? stepIn(sequence, one) : undefined;
      return place !== undefined && other !== undefined && other.order > place.order;
    });
    const other = late && stepIn(sequence, late);
    if (place && late && other)
      result.findings.push({
        subject: subjectOf(sequence),
        expected: `${late.what} before ${step.what}`,
        actual: `it comes after, at ${inText(other.where)}`,
        where: place.where,
        because: "Each step needs what the one before it brings.",
        mend: `Move ${step.what} behind ${late.what}.`,
      });
  }
}
