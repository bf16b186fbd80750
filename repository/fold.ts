import { groupsOf } from "../observations/groups.ts";
import type { RepositoryFinding } from "./finding.ts";
import { inText } from "./yaml/documents.ts";
import { escaped } from "./yaml/expressions.ts";

/**
 * One cause, one finding: of those that have the same key the first is kept, and says how many more there are and where.
 * `keyOf` gives `undefined` for what stands alone; `told` says a further one in a few words;
 * as many as `apart` are told each by itself.
 */
export function foldedBy<F extends RepositoryFinding>(
  findings: readonly F[],
  keyOf: (finding: F) => string | undefined,
  told: (finding: F) => string,
  apart = 1,
): F[] {
  const keyed = findings.map((finding, index) => ({ finding, key: keyOf(finding) ?? `#${index}` }));
  return groupsOf(keyed, ({ key }) => key).flatMap(([{ finding: first }, ...others]) => {
    const more = others.map(({ finding }) => finding);
    if (more.length < apart) return [first, ...more];
    const shown = more.slice(0, SHOWN).map(told);
    const rest = more.length > SHOWN ? `, and ${more.length - SHOWN} others` : "";
    return [{ ...first, actual: `${first.actual}; ${more.length} more like it: ${shown.join(", ")}${rest}` }];
  });
}

/**
 * What one mistake multiplies (a source with a slip in its name that fifty releases take their chart from): findings that say
 * the same but for the name of their own subject, told once with their number and places.
 */
export const foldedAlike = <F extends RepositoryFinding>(findings: readonly F[]): F[] =>
  foldedBy(findings, sameBut, ({ subject, where }) => `${subject} (${inText(where)})`, APART);

/** As many are told each by itself. */
const APART = 3;

function sameBut({ subject, expected, actual, because, differs }: RepositoryFinding): string | undefined {
  const name = subject.split("/").at(-1) ?? "";
  if (differs || name === "") return undefined;
  const own = new RegExp(String.raw`(?<![\w-])${escaped(name)}(?![\w-])`, "g");
  const said = `${expected.replace(/ in the postBuild of \S+/, "")} ${actual.replace(/, in the build of \S+/, "")} ${because}`;
  return `${subject.split("/")[0] ?? ""} ${said.replaceAll(own, "*")}`;
}

/** As many as a reader takes in at a glance. */
const SHOWN = 5;
