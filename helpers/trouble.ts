import type { Trouble, TroubleKind } from "../observations/trouble.ts";

/** Looking failed: thrown by sources, kept by the session as a value, never turned into an empty result. */
export class SourceError extends Error {
  override readonly name = "LookError";
  readonly trouble: Trouble;

  constructor(kind: TroubleKind, message: string, details: { transcript?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.trouble = { kind, message, ...(details.transcript !== undefined && { transcript: details.transcript }) };
  }
}

/** What a source threw, as the trouble that checks are told; an error of our own making is "malformed". */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof SourceError) return error.trouble;
  return { kind: "malformed", message: error instanceof Error ? error.message : String(error) };
}
