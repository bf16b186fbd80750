import path from "node:path";
import { Status, type Label, type TestResult } from "allure-js-commons";
import type { Verdict } from "../../criteria/judge.ts";
import type { DeclaredCheck, DeclaredStory, CheckFinished, RunEvent, RunStarted } from "../../evidence/event.ts";
import { readJournal } from "../../evidence/journal.ts";
import { placeOf } from "../places.ts";
import { line } from "../../evidence/text.ts";

/**
 * The reporter of allure-vitest, as an entry of vitest's `reporters`; results go to the run's folder. vitest hands it
 * too little (the reason of a skip is lost, a waived check is a plain pass), so each result is completed from the
 * journal as it is written.
 */
export function allureReporter(folder: string): [string, object] {
  let journal: RunEvent[] | undefined;
  const events = (): RunEvent[] => (journal ??= readJournal(path.join(folder, "journal.ndjson")).events);
  return [
    "allure-vitest/reporter",
    {
      resultsDir: path.join(folder, "allure-results"),
      reportMatchers: false,
      listeners: [{ beforeTestResultWrite: (result: TestResult) => complete(result, events()) }],
    },
  ];
}

/** Adds a check's verdict, message and labels to its result. vitest names a test by the check's title. */
export function complete(result: TestResult, events: readonly RunEvent[]): void {
  const started = events.find((event) => event.event === "run-started");
  const check = started?.rows.find(({ title }) => title === result.name);
  if (!started || !check) return;
  const finished = events.findLast((event) => event.event === "row-finished" && event.id === check.id);
  const judgement = finished?.event === "row-finished" ? finished.judgement : undefined;
  result.status = judgement ? STATUS[judgement.verdict] : Status.BROKEN;
  // the trace would repeat the message
  result.statusDetails = { message: messageOf(judgement) };
  const described = [check.why, check.advice && `Next: ${check.advice}`].filter(Boolean);
  result.description = described.map((text) => line(text, 1_000)).join("\n\n");
  const given = labelsOf(check, started).map(({ name, value }) => ({ name, value: line(value, 500) }));
  result.labels = [...result.labels.filter(({ name }) => !given.some((label) => label.name === name)), ...given];
}

/** Epic and feature name the story and its acceptance criteria: Allure's behaviours tab then reads like the story. */
export function labelsOf(check: DeclaredCheck, { stories, backend }: Pick<RunStarted, "stories" | "backend">): Label[] {
  const area = check.id.split("/")[0] ?? check.id;
  const served = stories.flatMap((story) => acsOf(story, check).map((ac) => ({ story, ...ac })));
  return [
    { name: "row", value: check.id },
    { name: "suite", value: check.suite },
    { name: "severity", value: severityOf(check) },
    ...[...new Set(served.map(({ story }) => `Story ${story.id}: ${story.title}`))].map((value) => ({
      name: "epic",
      value,
    })),
    ...served.map(({ ac, statement }) => ({ name: "feature", value: `${ac}: ${statement}` })),
    ...(served.length === 0
      ? [
          { name: "epic", value: "Beyond the stories" },
          { name: "feature", value: area },
        ]
      : []),
    { name: "story", value: check.title },
    ...check.serves.map((value) => ({ name: "tag", value })),
    ...(backend === "live" ? [] : [{ name: "tag", value: "SIMULATED" }]),
  ];
}

const acsOf = ({ criteria }: DeclaredStory, { id }: DeclaredCheck) =>
  criteria.filter(({ rows }) =>
    rows
      .map((row) => (typeof row === "string" ? row : row.check))
      .some((name) => name === id || (name.endsWith("/*") && id.startsWith(name.slice(0, -1)))),
  );

/** What every check depends on is a blocker; what an acceptance criterion asks for is critical. */
function severityOf({ id, serves }: DeclaredCheck): string {
  if (id === "prerequisites/cluster-is-the-one-named" || id === "kubernetes/api-is-ready") return "blocker";
  return serves.some((served) => /^AC\d/.test(served)) ? "critical" : "normal";
}

/** Allure says `failed` of a wrong product and `broken` of a test that could not decide: fail and inconclusive. */
const STATUS: Record<Verdict, Status> = {
  pass: Status.PASSED,
  fail: Status.FAILED,
  inconclusive: Status.BROKEN,
  waived: Status.PASSED,
  "not-applicable": Status.SKIPPED,
};

function messageOf(judgement: CheckFinished["judgement"] | undefined): string {
  if (!judgement) return "never judged: the run was interrupted";
  const { verdict, findings, reason } = judgement;
  const found = findings.map(({ subject, expected, actual, where }) =>
    line(`${where ? `${placeOf(where)}: ` : ""}${subject}: expected ${expected}, actual ${actual}`, 2_000),
  );
  const said = reason === undefined ? [] : [line(verdict === "waived" ? `WAIVED: ${reason}` : reason, 2_000)];
  return [...said, ...found.slice(0, 25)].join("\n");
}
