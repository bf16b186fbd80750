import type { RunEvent } from "./event.ts";

/** Whether a line of a journal is an event that a run may have written: what tells the run reads these parts of it. */
export function isEvent(value: unknown): value is RunEvent {
  if (!isMapping(value) || typeof value["event"] !== "string" || typeof value["at"] !== "string") return false;
  const parts = PARTS[value["event"]];
  return parts === undefined || isShaped(value, parts);
}

/** Whether a run.json tells a run: what compares runs reads these parts of it. */
export const isRun = (value: unknown): boolean =>
  isMapping(value) &&
  isShaped(value, RUN) &&
  (value["timeline"] === undefined || isPart(value["timeline"], TIMELINE)) &&
  !Number.isNaN(Date.parse(String(value["startedAt"])));

type Part = "text" | "number" | "yes-or-no" | "list" | "texts" | { [key: string]: Part } | [{ [key: string]: Part }];

const CHECK = {
  id: "text",
  title: "text",
  suite: "text",
  why: "text",
  advice: "text",
  serves: "texts",
  restsOn: "texts",
} as const;
const FINDING = { subject: "text", expected: "text", actual: "text" } as const;
const JUDGEMENT = {
  ...{ id: "text", verdict: "text", examined: "number", remarks: "texts", findings: [FINDING] },
  ...{ unseen: [{ subject: "text", reason: "text" }], troubles: "list" },
} satisfies Part;

const TIMELINE = { phases: [{ name: "text" }], intervals: [{ name: "text", kind: "text" }] } satisfies Part;
const RUN = {
  ...{ tool: { version: "text" }, backend: "text", startedAt: "text" },
  ...{ cluster: { name: "text", profileDigest: "text" }, stories: "list" },
  outcome: { verdict: "text", exit: "number", interrupted: "yes-or-no", counts: {} },
  criteria: [
    {
      ...{ id: "text", title: "text", verdict: "text", attempts: "number" },
      ...{ findings: [FINDING], unseen: [{ subject: "text", reason: "text" }] },
    },
  ],
  diagnosis: [{ cause: "text", consequences: "texts" }],
} satisfies Part;

/** Of events that are told. */
const PARTS: Record<string, { [key: string]: Part }> = {
  "run-started": {
    ...{
      schema: "text",
      tool: { name: "text", version: "text" },
      backend: "text",
      argv: "texts",
      filtered: "yes-or-no",
    },
    cluster: { name: "text", server: "text", profile: "text", profileDigest: "text" },
    rows: [{ ...CHECK, patienceMs: "number" }],
    stories: [{ id: "text", title: "text", criteria: "list" }],
  },
  "suite-started": { suite: "text", title: "text" },
  "row-started": { id: "text", suite: "text", patienceMs: "number" },
  "row-waiting": { id: "text", attempt: "number", summary: "text" },
  "row-finished": {
    ...{ id: "text", suite: "text", attempts: "number", startedAt: "text", tookMs: "number", evidence: "list" },
    judgement: JUDGEMENT,
  },
  "command-finished": { argv: "texts", killed: "yes-or-no", tookMs: "number", transcript: "text" },
  requests: { total: "number", connections: "number", bytes: "number", byVerb: {}, retries: "number" },
  unidentified: { message: "text" },
  links: { links: "list" },
  warning: { message: "text" },
  "run-refused": { message: "text" },
  "run-finished": { interrupted: "yes-or-no" },
};

const isShaped = (value: Record<string, unknown>, parts: { [key: string]: Part }): boolean =>
  Object.entries(parts).every(([key, part]) => isPart(value[key], part));

function isPart(value: unknown, part: Part): boolean {
  if (part === "text") return typeof value === "string";
  if (part === "number") return typeof value === "number";
  if (part === "yes-or-no") return typeof value === "boolean";
  if (part === "list") return Array.isArray(value);
  if (part === "texts") return Array.isArray(value) && value.every((it) => typeof it === "string");
  if (Array.isArray(part)) return Array.isArray(value) && value.every((it) => isMapping(it) && isShaped(it, part[0]));
  return isMapping(value) && isShaped(value, part);
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
