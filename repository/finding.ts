import type { Side, Where } from "../observations/checkout.ts";

/**
 * Something wrong in a checkout. Unlike the `Finding` of other checks it always has its place (for something missing:
 * where it should be), why it breaks a bootstrap, and how to mend it.
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
  /** What to do next, where the check's own advice is not it. */
  next?: string;
  /** No waiting will mend it. */
  hopeless?: boolean;
  /** Two definitions of the subject that should be one, and the key in which they differ. */
  differs?: { key: string; left: Side; right: Side };
}

/** A mistake in one object or release; who tells it adds the subject. */
export type Fault = Omit<RepositoryFinding, "subject">;

/** The same for what is worth mending but fails nothing. */
export type RepositoryNotice = RepositoryFinding & { severity: "warning" | "information" | "policy" };

/** The start of a file, as the place of something that is missing in it. */
export const startOf = (file: string): Where => ({ file, line: 1, column: 1 });
