import type { Finding, Notice } from "../../criteria/criterion.ts";
import { partsOf, placeOf, subjectOf } from "../places.ts";
import type { Run, RunCheck } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import * as wording from "../wording.ts";

type Level = "error" | "warning" | "notice";
export type Checkout = { folder: string } | "elsewhere";
interface Annotation {
  level: Level;
  title: string;
  /** The lines of its text. */
  message: string[];
  finding?: Finding;
}

/**
 * Workflow commands that GitHub shows as annotations; findings with a place stand beside the line of the pull request.
 * Printed only where GITHUB_ACTIONS is set.
 * GitHub keeps ten of a kind for each step. So root causes come first, then one finding of each check, then the other
 * findings; the rest is counted.
 * `checkout` is the checkout's path below the workspace, "" for the workspace itself. Where it lies elsewhere, the
 * place is part of the message.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 * https://docs.github.com/en/rest/checks/runs (annotations: the ten of a kind)
 */
export function annotations(run: Run, checkout: Checkout = { folder: "" }): string[] {
  const stamp = wording.stampOf(run);
  const all: Annotation[] = [
    ...(stamp === undefined
      ? []
      : [{ level: "notice" as const, title: wording.stampWordOf(run) ?? "", message: [stamp] }]),
    ...wording
      .reservationsOf(run)
      .map(({ mark, meaning }) => ({ level: "warning" as const, title: mark, message: [meaning] })),
    ...(run.outcome.refused === undefined
      ? []
      : [{ level: "error" as const, title: "assay refused to run", message: [run.outcome.refused] }]),
    ...judged(run, "fail", "error"),
    ...judged(run, "inconclusive", "warning"),
    ...furtherFindings(run),
    ...notices(run),
  ];
  return (["error", "warning", "notice"] as const)
    .reduce((rest, level) => limited(rest, level), all)
    .map((annotation) => command(annotation, checkout));
}

/** How many annotations of a kind GitHub keeps for a step. */
const KEPT = 10;

function limited(annotations: Annotation[], level: Level): Annotation[] {
  const ours = annotations.filter((one) => one.level === level);
  if (ours.length <= KEPT) return annotations;
  const dropped = ours.slice(KEPT - 1);
  const message = [`${dropped.length} more of this kind are in report.md.`];
  return [...annotations.filter((one) => !dropped.includes(one)), { level, title: `${dropped.length} more`, message }];
}

/** One annotation for each check that is no consequence of another, root causes first. */
function judged(run: Run, verdict: RunCheck["verdict"], level: Level): Annotation[] {
  const causes = new Set(run.diagnosis.map(({ cause }) => cause));
  const first = (check: RunCheck): number => (causes.has(check.id) ? 0 : 1);
  return wording
    .checksWith(run, verdict)
    .filter(({ consequenceOf }) => consequenceOf === undefined)
    .sort((a, b) => first(a) - first(b))
    .map((check) => {
      const finding = leading(check);
      return { level, title: check.id, message: messageOf(check, run, finding), ...(finding && { finding }) };
    });
}

/** The finding that represents its check: the first with a place, or the first. */
const leading = ({ findings }: RunCheck): Finding | undefined => findings.find(({ where }) => where) ?? findings[0];

/** All other findings that have a place, those of consequences too: each is shown at its line. */
function furtherFindings(run: Run): Annotation[] {
  return wording.checksWith(run, "fail").flatMap((check) => {
    const shown = check.consequenceOf === undefined ? leading(check) : undefined;
    return check.findings
      .filter((finding) => finding !== shown && finding.where)
      .map((finding) => ({ level: "error" as const, title: check.id, message: findingLines(finding), finding }));
  });
}

function notices(run: Run): Annotation[] {
  const of = (level: Level, severities: Notice["severity"][]): Annotation[] =>
    run.criteria.flatMap(({ id, notices = [] }) =>
      notices
        .filter(({ severity, where }) => where && severities.includes(severity))
        .map((finding) => ({ level, title: id, message: findingLines(finding), finding })),
    );
  return [...of("warning", ["warning"]), ...of("notice", ["policy", "information"])];
}

function messageOf(check: RunCheck, { diagnosis }: Run, finding: Finding | undefined): string[] {
  const more = check.findings.length > 1 ? ` (and ${check.findings.length - 1} more)` : "";
  const fell = diagnosis.find(({ cause }) => cause === check.id)?.consequences.length ?? 0;
  const after = fell > 0 ? `; ${fell} ${fell === 1 ? "consequence" : "consequences"}` : "";
  const claim = `${wording.claimOf(check.verdict)}: ${check.title}`;
  const next = check.advice ? `Next: ${check.advice.replaceAll("\n", "; ")}` : "";
  if (finding?.where) return [`${claim}${more}${after}`, ...findingLines(finding), ...(next ? [next] : [])];
  const what = finding
    ? `${finding.subject}: expected ${finding.expected}, actual ${finding.actual}`
    : (check.reason ?? "could not be judged");
  return [`${claim}. ${what}${more}${after}${next && `. ${next}`}`];
}

function findingLines(finding: Finding): string[] {
  const subject = subjectOf(finding);
  const parts = partsOf(finding).map(([label, text]) => `${label}: ${line(text, 400)}`);
  return [...(subject === undefined ? [] : [line(subject, 200)]), ...parts];
}

/** Escaped as actions/toolkit does it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function command({ level, title, message, finding }: Annotation, checkout: Checkout): string {
  const { where } = finding ?? {};
  const place = where && checkout !== "elsewhere" ? placeProperties(where, checkout.folder) : "";
  const spoken = where && checkout === "elsewhere" ? [placeOf(where)] : [];
  const text = [...spoken, ...message]
    .map((part) => data(part))
    .filter(Boolean)
    .join("%0A");
  return `::${level} ${place}title=${property(title)}::${text}`;
}

function placeProperties({ file, line: lineNumber, column }: NonNullable<Finding["where"]>, folder: string): string {
  const path = folder === "" ? file : `${folder}/${file}`;
  return `file=${property(path)},line=${property(String(lineNumber))},col=${property(String(column))},`;
}

const data = (text: string): string => line(text, 2_000).replace(/%/g, "%25");
const property = (text: string): string => data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
