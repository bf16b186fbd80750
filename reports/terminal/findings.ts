import type { Finding } from "../../criteria/criterion.ts";
import { line } from "../../evidence/text.ts";
import { alike, partsOf, placeOf, subjectOf } from "../places.ts";
import { cells, type Screen } from "./layout.ts";
import { brief, copyable, hanging, safe } from "./text.ts";

/**
 * Each finding with what was expected and what was seen. Why it matters and how to mend it follow once for all findings
 * that share them.
 */
export function findingLines(findings: readonly Finding[], indent: string, screen: Screen): string[] {
  return alike(findings).flatMap((group) => {
    const [first] = group;
    const shared = first ? partsOf(first).filter(([label]) => SHARED.has(label)) : [];
    return [
      ...group.flatMap((finding, index) => seenLines(finding, group[index - 1], indent, screen)),
      ...labelled(shared, group.length > 1 ? indent : `${indent}  `, screen),
    ];
  });
}

const SHARED = new Set(["because", "mend"]);

/**
 * A finding without a place, in one line if it fits. Otherwise one line for each part, the place first; keys that
 * differ follow below each other.
 */
function seenLines(finding: Finding, above: Finding | undefined, indent: string, screen: Screen): string[] {
  const name = line(finding.subject, 200);
  const parts = partsOf(finding).filter(([label]) => !SHARED.has(label));
  const whole = `${name}: ${parts.map(([label, text]) => `${label} ${line(text)}`).join("; ")}`;
  if (!finding.where && cells(indent) + cells(whole) <= screen.width) return hanging(indent, whole, screen);
  const isRepeated = finding.differs && above?.differs && headOf(above) === headOf(finding);
  const head = isRepeated ? [] : headLines(finding, indent, screen);
  if (!finding.differs) return [...head, ...labelled(parts, `${indent}  `, screen)];
  const { key, left, right } = finding.differs;
  const sides = `${line(key, 200)}: ${left.by} ${line(left.says, 200)}, ${right.by} ${line(right.says, 200)}`;
  return [...head, ...hanging(`${indent}  - `, sides, screen)];
}

const headOf = ({ subject, where }: Finding): string => JSON.stringify([subject, where && placeOf(where)]);

/** The place and the subject. Where the subject is the file, it is not repeated. */
function headLines(finding: Finding, indent: string, screen: Screen): string[] {
  const { subject, where } = finding;
  const name = line(subject, 200);
  if (!where) return hanging(indent, name, screen);
  const place = copyable(indent, placeOf(where).replace(/^::/, ": :"), screen);
  if (subjectOf(finding) === undefined) return [place];
  if (cells(indent) + cells(placeOf(where)) + 2 + cells(name) <= screen.width) return [`${place}  ${safe(name)}`];
  return [place, ...hanging(`${indent}  `, name, screen)];
}

/** Lines of one part; the reports have the whole of it. */
const MOST = 3;

const labelled = (
  parts: readonly (readonly [label: string, text: string])[],
  indent: string,
  screen: Screen,
): string[] => parts.flatMap(([label, text]) => brief(MOST, `${indent}${label.padEnd(8)} `, text, screen));
