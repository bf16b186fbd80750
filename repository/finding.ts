import type { Side, Where } from "../observations/checkout.ts";

/**
 * Something that is wrong in a checkout: always with its place (where something is missing, the place in which it
 * should stand), with why it breaks a bootstrap, and with how to mend it. A criterion's `Finding` with every such field.
 */
export interface RepositoryFinding {
  /** `kind/name` or `kind/namespace/name`, or the file's path. */
  subject: string;
  expected: string;
  actual: string;
  where: Where;
  /** Why it breaks a bootstrap, in a sentence. */
  because: string;
  /** How to mend it, in a sentence. */
  mend: string;
  /** No waiting will mend it. */
  hopeless?: boolean;
  /** Two definitions of the subject that should be one, and the key in which they differ. */
  differs?: { key: string; left: Side; right: Side };
}

/** What fails no check, told as fully. */
export type RepositoryNotice = RepositoryFinding & { severity: "warning" | "information" | "policy" };

/** The start of a file: the place of what a file should be, or should hold. */
export const startOf = (file: string): Where => ({ file, line: 1, column: 1 });
