import type { CommandAnswer, LabObject } from "../world.ts";
import { formOf, type Form } from "./form.ts";
import { linesOf } from "./lines.ts";

/** What a real cluster answers, by its form: no name, address, key or certificate of any machine is in it. */
export interface Capture {
  /** The day on which it was taken. */
  taken: string;
  /** Its objects are as the API gives them; otherwise they are what a run keeps of them. */
  isWhole?: true;
  /** By the call as the lab names it; `GET` and a path, or what it leads to, is asked of the API server. */
  commands: Record<string, CapturedOutput>;
  /** By apiVersion and kind. */
  objects: Record<string, CapturedKind>;
}

/** Of what a command printed: JSON by its form, text by its lines. */
export interface CapturedOutput {
  exit: number;
  stdout?: Form | string[];
  stderr?: string[];
}

export interface CapturedKind {
  form: Form;
  /** `Ready=False ImagePullBackOff`: the conditions that its objects have, each with its state and reason. */
  conditions?: string[];
}

/** Of what a call printed, wherever it was made. */
export function outputOf(call: string, answers: readonly CommandAnswer[], names: readonly string[]): CapturedOutput {
  const [stdout, stderr] = (["stdout", "stderr"] as const).map((stream) =>
    answers.map((answer) => answer[stream] ?? "").filter((text) => text.trim() !== ""),
  );
  const documents = stdout?.map(documentsIn) ?? [];
  const json = documents.flatMap((it) => it ?? []);
  const isJson = documents.length > 0 && documents.every((it) => it !== undefined);
  const lines = linesOf(call, stdout?.join("\n") ?? "", names);
  const errors = linesOf(call, stderr?.join("\n") ?? "", names);
  return {
    exit: Math.max(...answers.map(({ exit }) => exit)),
    ...(isJson ? { stdout: formOf(json) } : lines.length > 0 && { stdout: lines }),
    ...(errors.length > 0 && { stderr: errors }),
  };
}

/** Of all objects of a kind, without what names their kind. */
export function kindOf(objects: readonly LabObject[]): CapturedKind {
  const conditions = objects.flatMap(({ status }) => {
    const { conditions: list } = (status ?? {}) as { conditions?: Condition[] | null };
    return (list ?? []).map(({ type, status: state, reason }) => `${type}=${state} ${reason ?? ""}`.trim());
  });
  const seen = [...new Set(conditions)].toSorted();
  return { form: formOf(objects.map(bare)), ...(seen.length > 0 && { conditions: seen }) };
}

interface Condition {
  type?: string;
  status?: string;
  reason?: string;
}

/** Schemas of CRDs and the fields that managers own are forms of other things. */
function bare({ metadata, ...rest }: LabObject): object {
  const { managedFields, ...kept } = metadata as { managedFields?: { fieldsV1?: object }[] };
  const managers = managedFields?.map((entry) => ({ ...entry, ...(entry.fieldsV1 && { fieldsV1: {} }) }));
  const { spec } = rest as { spec?: { versions?: { schema?: object }[] } };
  const versions = spec?.versions;
  return {
    ...without(rest, ["apiVersion", "kind"]),
    metadata: { ...kept, ...(managers && { managedFields: managers }) },
    ...(Array.isArray(versions) && {
      spec: { ...spec, versions: versions.map((it) => ({ ...it, ...(it.schema && { schema: {} }) })) },
    }),
  };
}

const without = (object: object, fields: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([field]) => !fields.includes(field)));

/** JSON objects that follow each other, each beginning a line, as talosctl prints them; `undefined` where it is text. */
function documentsIn(text: string): unknown[] | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  return text
    .trim()
    .split(/\n(?=\{)/)
    .map((document) => JSON.parse(document) as unknown);
}
