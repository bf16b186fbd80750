import type { Trouble, TroubleKind } from "../observations/trouble.ts";
import { wordsOf } from "../observations/words.ts";

/**
 * A source could not be read. Sources throw it, and the session keeps it as a value; it never becomes an empty result.
 */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly trouble: Trouble;

  constructor(kind: TroubleKind, message: string, details: { transcript?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.trouble = { kind, message, ...(details.transcript !== undefined && { transcript: details.transcript }) };
  }
}

/**
 * What a source threw, as trouble for its checks. An error that is a defect of assay counts as "malformed"; the runtime's
 * own words for it say nothing to people, and may quote what was read.
 */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof SourceError) return error.trouble;
  if (!(error instanceof Error)) return { kind: "malformed", message: wordsOf(error) };
  const isOfRuntime = RUNTIME.has(error.name);
  return {
    kind: "malformed",
    message: isOfRuntime ? `it is not of the form that is known (${error.name})` : error.message,
  };
}

const RUNTIME = new Set(["TypeError", "RangeError", "ReferenceError", "SyntaxError"]);
