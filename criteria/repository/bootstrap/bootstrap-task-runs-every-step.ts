import { startOf, type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { inText } from "../../../repository/yaml/documents.ts";
import { AFTER, stepIn, stepsOf, type Step } from "../../../repository/tasks/bootstrap-steps.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";
import { lostPaths } from "../../../repository/tasks/named-files.ts";
import { foldedBy } from "../../../repository/fold.ts";
import { lostIncludes } from "../../../repository/tasks/taskfile-includes.ts";
import type { Task } from "../../../repository/tasks/tasks.ts";
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
    judgeIncludes(repository, result);
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

/** A Taskfile without one of its includes runs nothing; where only capitals differ, it does on macOS. */
function judgeIncludes({ files, belongs }: Repository, result: Result): void {
  const lost = lostIncludes(files).filter(({ where }) => belongs(where.file));
  result.examined += lost.length;
  const found = lost.map(({ name, written, where, inOtherCapitals: other }) => ({
    severity: other === undefined ? undefined : ("warning" as const),
    subject: `file/${where.file}`,
    expected: `the Taskfile ${written}, which it includes as ${name}`,
    actual: other === undefined ? "there is no such file" : `Linux finds none: it is called ${other}`,
    where,
    because: "task refuses to run any task of this Taskfile.",
    mend: "Correct the path, or say optional: true.",
  }));
  const folded = foldedBy(
    found,
    ({ subject, severity }) => `${subject} ${severity}`,
    ({ expected }) => expected.replace(/^the Taskfile |,.*$/g, ""),
  );
  for (const { severity, ...one } of folded)
    if (severity === undefined) result.findings.push(one);
    else result.notices.push({ ...one, severity });
}

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
  for (const { task, where, path, kind } of lostPaths(tasks, repository)) {
    const isFile = kind === "file";
    const found: RepositoryFinding = {
      subject: subjectOf({ task }),
      expected: isFile ? `${task.name} reads ${path}` : `a state file directly in ${path}`,
      actual: isFile ? "there is no such file" : "helmfile reads the *.yaml directly in that folder, and it has none",
      where,
      because: "The bootstrap stops at this step.",
      mend: isFile ? "Correct the path, or commit the file." : "Name the folder or file that holds the states.",
    };
    result.examined += 1;
    if (sequence === undefined || isRun(task)) result.findings.push(found);
    else
      result.notices.push({
        ...found,
        severity: "warning",
        because: `Whoever runs it stops at this step; ${sequence.task.name} does not run it.`,
      });
  }
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
