import { readFileSync } from "node:fs";
import type { LabObject } from "../../world.ts";

/**
 * What a real kube-apiserver 1.35.4 answered (`shared/real/up`, kwok nodes, some pods' statuses patched by hand): its
 * objects, its tables of them, and its refusals. One JSON value a line.
 */
export const realObjects = (): LabObject[] => linesOf<LabObject>("objects");

/** `at`: the moment that the ages are relative to, to the second. Columns: name, type, format, priority. */
export const realTables = (): RealTable[] => linesOf<RealTable>("tables");

export const realAnswers = (): RealAnswer[] => linesOf<RealAnswer>("answers");

export interface RealTable {
  path: string;
  at: string;
  columns: [name: string, type: string, format: string, priority: number][];
  rows: { name: string; namespace?: string; cells: unknown[] }[];
}

export interface RealAnswer {
  method: string;
  path: string;
  /** `jane` may get, list and watch pods; BADTOKEN is nobody; without one: an administrator. */
  user?: string;
  send?: unknown;
  /** Default: JSON. */
  accept?: string;
  status: number;
  type?: string;
  body: string;
}

function linesOf<Line>(name: string): Line[] {
  const text = readFileSync(new URL(`./${name}.ndjson`, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}
