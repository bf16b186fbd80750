import type { Finding } from "../criteria/criterion.ts";
import type { Side, Where } from "../observations/checkout.ts";
import { placeOf, SEVERITIES, type Severity } from "./places.ts";
import type { Run } from "../evidence/run.ts";
import { line } from "../evidence/text.ts";

/** A subject that two places define, and every key in which they differ. */
export interface Differences {
  subject: string;
  /** The check that compared them. */
  check: string;
  /** What defines it, and where, if that is one place for every key: the heads of the columns. */
  left: { by: string; where?: Where };
  right: { by: string; where?: Where };
  keys: { key: string; left: Side; right: Side; weight: string }[];
  /** Why the differences matter and how to mend them; each text once. */
  because: string[];
  mend: string[];
}

/** The differences between two definitions that findings and notices report, as tables, in the order of the checks. */
export function differencesOf({ criteria }: Run): Differences[] {
  const tables = new Map<string, Differences>();
  for (const { id, findings, notices = [] } of criteria)
    for (const finding of [...findings, ...notices]) {
      if (!finding.differs) continue;
      const { key, left, right } = finding.differs;
      const name = JSON.stringify([id, finding.subject, left.by, right.by]);
      const table = tables.get(name) ?? {
        subject: finding.subject,
        check: id,
        left: { by: left.by },
        right: { by: right.by },
        keys: [],
        because: [],
        mend: [],
      };
      table.keys.push({ key, left, right, weight: weightOf(finding) });
      if (finding.because !== undefined && !table.because.includes(finding.because))
        table.because.push(finding.because);
      if (finding.mend !== undefined && !table.mend.includes(finding.mend)) table.mend.push(finding.mend);
      tables.set(name, table);
    }
  return [...tables.values()].map(headed);
}

/** A place that all keys of a side share stands in the head of its column only. */
function headed(table: Differences): Differences {
  const [left, right] = (["left", "right"] as const).map((side) => {
    const places = new Set(table.keys.map((key) => key[side].where && placeOf(key[side].where)));
    return places.size === 1 && table.keys.length > 1 ? table.keys[0]?.[side].where : undefined;
  });
  const without = ({ by, says, where }: Side, shared: Where | undefined): Side => ({
    by,
    says,
    ...(where && !shared && { where }),
  });
  return {
    ...table,
    left: { ...table.left, ...(left && { where: left }) },
    right: { ...table.right, ...(right && { where: right }) },
    keys: table.keys.map((key) => ({ ...key, left: without(key.left, left), right: without(key.right, right) })),
  };
}

/** In a list of findings: how many keys differ, since each stands in a table of its own. Empty where none does. */
export function keysInWords(findings: readonly Finding[]): string {
  const differing = findings.filter(({ differs }) => differs);
  const subjects = [...new Set(differing.map(({ subject }) => subject))];
  if (differing.length === 0) return "";
  const keys = differing.length === 1 ? "1 key differs" : `${differing.length} keys differ`;
  return `${keys} between the definitions of ${subjects
    .slice(0, 5)
    .map((subject) => line(subject, 120))
    .join(", ")}${subjects.length > 5 ? " and others" : ""}`;
}

const weightOf = (finding: Finding & { severity?: Severity }): string =>
  finding.severity === undefined ? "error" : SEVERITIES[finding.severity].one;

/** At most this many tables, and keys in a table, are shown; `run.json` has all. */
export const TABLES_SHOWN = 40;
export const KEYS_SHOWN = 200;
