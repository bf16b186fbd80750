import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { appliedUrls, filtersItself, isCrdState } from "../../../repository/crds/phase.ts";
import { inText } from "../../../repository/yaml/documents.ts";
import { helmfileRuns, withIncluded, type HelmfileRun } from "../../../repository/helmfile/runs.ts";
import type { HelmfileState } from "../../../repository/helmfile/state.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";

type Result = RepositoryExamination;

/** `helmfile sync` would install each chart of it as a release: the controllers too, under a second name. */
export default repositoryCriterion({
  id: "repository/crds-are-a-phase-of-their-own",
  title: "The CRD state is rendered, filtered to CustomResourceDefinitions and applied; no sync reaches it",
  fails: "CRDs are no phase of their own",
  why: "A sync of the CRD state installs whole charts before there is a network, and twice.",
  serves: ["S2", "S3"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "helmfile -f <file> template --include-crds; only CustomResourceDefinitions of it belong into this phase",
  seeks: "a helmfile state, a script or a task that applies CRDs",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.crds.required.length === 0 ? "the profile names no CRD" : undefined),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const runs = helmfileRuns(model);
    const states = model.helmfiles.filter(isCrdState);
    for (const state of states) judgeState(state, runs, model, result);
    const urls = appliedUrls(model).filter(({ url }) => /crd|gateway-api|customresourcedefinition/i.test(url));
    for (const { url, where } of urls) result.remarks.push(`${url} is applied by itself (${inText(where)})`);
    result.examined += urls.length;
    if (states.length === 0 && urls.length === 0)
      result.remarks.push("no helmfile state of this checkout is there for CRDs, and none is applied by URL");
    // what a template's control structures hide may be such a state
    for (const { file, uncertain } of states.length > 0 ? [] : model.helmfiles)
      for (const reason of uncertain) result.unseen.push({ subject: `file/${file}`, reason });
    return result;
  },
});

function judgeState(state: HelmfileState, runs: readonly HelmfileRun[], model: Repository, result: Result): void {
  const subject = `file/${state.file}`;
  const reaching = runs.filter(({ states }) =>
    states?.some((one) => withIncluded(one, model.helmfiles).includes(state)),
  );
  for (const reason of state.uncertain) result.unseen.push({ subject, reason });
  result.examined += 1;
  for (const run of reaching.filter(({ verb }) => verb === "sync" || verb === "apply")) {
    const direct = run.states?.includes(state) ?? false;
    const through = run.folder
      ? "the folder that holds it"
      : direct
        ? "it"
        : (run.states?.[0]?.file ?? "what includes it");
    result.findings.push({
      subject,
      expected: "a state that is rendered, and that no sync reaches",
      actual: `${taskOf(run)} runs helmfile ${run.verb} on ${through}`,
      where: run.where,
      because: "helmfile installs every chart of it whole: controllers before the network, and under a second name.",
      mend:
        direct && !run.folder ? "Render it: helmfile template | yq … | kubectl apply." : "Name the other state's file.",
    });
  }
  const applied = reaching.filter((run) => run.verb === "template" && isApplied(run));
  for (const run of applied) {
    if (run.statement.includes("CustomResourceDefinition") || filtersItself(state, model)) continue;
    result.findings.push({
      subject,
      expected: "only CustomResourceDefinitions of what it renders",
      actual: `${taskOf(run)} applies everything`,
      where: run.where,
      because: "The controllers are applied without Helm, which then refuses to install what it does not own.",
      mend: "Pipe what is rendered through yq ea 'select(.kind == \"CustomResourceDefinition\")' before kubectl apply.",
    });
  }
  if (applied.length === 0 && !reaching.some(({ verb }) => verb === "sync" || verb === "apply"))
    result.unseen.push({
      subject,
      reason: "no task, recipe or script of this checkout was seen to render and apply it",
    });
  if (!state.crdsOnly && !applied.some(({ statement }) => statement.includes("--include-crds")))
    result.notices.push({
      subject,
      severity: "warning",
      expected: "--include-crds among helmfile's arguments",
      actual: "there is none",
      where: state.where,
      because: "helm template leaves out what stands in a chart's folder crds.",
      mend: "helmDefaults: { args: [--include-crds, --no-hooks] }",
    });
}

const taskOf = ({ task }: HelmfileRun): string => `${task.runner} ${task.name}`;

/** In its pipe, or later where its output is kept; a dry run applies nothing. */
function isApplied({ statement, rest }: HelmfileRun): boolean {
  const own = APPLY.exec(statement)?.[0];
  if (own !== undefined) return !own.includes("--dry-run");
  // a variable or a file holds it: crds=$(helmfile … template)
  const kept = statement.includes(")") || />\s*\S/.test(statement);
  return kept && [...rest.matchAll(new RegExp(APPLY, "g"))].some(([line]) => !line.includes("--dry-run"));
}

const APPLY = /\bkubectl\b[^|;&\n]*\b(?:apply|create|replace)\b[^|;&\n]*/;
