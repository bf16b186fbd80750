import type { Finding, Side } from "../criteria/criterion.ts";
import { SEVERITIES, type Severity } from "./places.ts";
import type { Run } from "./run.ts";

/** A subject that two places define, and every key in which they differ. */
export interface Differences {
  subject: string;
  /** The row that compared them. */
  row: string;
  /** Who defines it: the heads of the columns. */
  left: string;
  right: string;
  keys: { key: string; left: Side; right: Side; weight: string }[];
}

/** What findings and notices say of two definitions of one thing, side by side, in the order of the rows. */
export function differencesOf({ criteria }: Run): Differences[] {
  const tables = new Map<string, Differences>();
  for (const { id, findings, notices = [] } of criteria)
    for (const finding of [...findings, ...notices]) {
      if (!finding.differs) continue;
      const { key, left, right } = finding.differs;
      const name = JSON.stringify([id, finding.subject, left.by, right.by]);
      const table = tables.get(name) ?? { subject: finding.subject, row: id, left: left.by, right: right.by, keys: [] };
      table.keys.push({ key, left, right, weight: weightOf(finding) });
      tables.set(name, table);
    }
  return [...tables.values()];
}

const weightOf = (finding: Finding & { severity?: Severity }): string =>
  finding.severity === undefined ? "error" : SEVERITIES[finding.severity].one;

/** At most this many tables, and keys of one, are shown; `run.json` has all. */
export const TABLES_SHOWN = 40;
export const KEYS_SHOWN = 200;
