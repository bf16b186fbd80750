import type { Run } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { stampOf } from "../wording.ts";

/**
 * A run for Prometheus, as node-exporter's textfile collector takes it; `docs/alerts.yaml` has rules for these.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function metrics(run: Run): string {
  const { cluster, backend, outcome, criteria, timeline, since } = run;
  const of = { cluster: cluster.name, backend };
  const budget = timeline?.budget;
  const phases = timeline?.phases ?? [];
  const stamp = stampOf(run);
  return [
    ...(stamp === undefined ? [] : [`# ${stamp}`]),
    ...family("assay_run_timestamp_seconds", "When the run ended.", [[of, seconds(run.endedAt)]]),
    ...family("assay_run_exit_code", "0 all passed, 1 something failed, 2 refused, 3 not all could be judged.", [
      [of, outcome.exit],
    ]),
    ...family("assay_run_partial", "1 where checks were left out or waived.", [[of, outcome.partial ? 1 : 0]]),
    ...family("assay_run_seconds", "How long the run took.", [[of, seconds(run.endedAt) - seconds(run.startedAt)]]),
    ...family(
      "assay_check_verdict",
      "1 for the verdict of each check.",
      criteria.map(({ id, suite, verdict }) => [{ ...of, check: id, suite, verdict }, 1]),
    ),
    ...family(
      "assay_check_flapping",
      "1 for each check that went to and fro in the last runs.",
      (since?.flapping ?? []).map(({ id }) => [{ ...of, check: id }, 1]),
    ),
    ...family("assay_bootstrap_seconds", "How long the bootstrap took.", [[of, inSeconds(budget?.tookMs)]]),
    ...family("assay_bootstrap_budget_seconds", "How long it may take.", [[of, inSeconds(budget?.totalMs)]]),
    ...family(
      "assay_phase_seconds",
      "How long a phase of the bootstrap took.",
      phases.map(({ name, tookMs }) => [{ ...of, phase: name }, inSeconds(tookMs)]),
    ),
    ...family(
      "assay_phase_budget_seconds",
      "How long a phase may take.",
      phases.map(({ name, budgetMs }) => [{ ...of, phase: name }, inSeconds(budgetMs)]),
    ),
  ]
    .map((text) => `${text}\n`)
    .join("");
}

type Sample = [labels: Record<string, string>, value: number | undefined];

/** A metric with its samples; left out where none has a value. */
function family(name: string, help: string, samples: Sample[]): string[] {
  const known = samples.filter(([, value]) => value !== undefined && Number.isFinite(value));
  if (known.length === 0) return [];
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...known.map(([labels, value]) => `${name}{${Object.entries(labels).map(labelled).join(",")}} ${value}`),
  ];
}

const labelled = ([name, value]: [string, string]): string =>
  `${name}="${line(value, 200).replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`;

const seconds = (at: string): number => Date.parse(at) / 1000;

const inSeconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
