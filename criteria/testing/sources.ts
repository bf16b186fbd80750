import type { SourceResult } from "../../observations/observations.ts";
import type { TroubleKind } from "../../observations/trouble.ts";

/** A source that was read. The value is raw JSON of any shape, as a server may send it. */
export const look = (value: unknown): SourceResult<never> => ({
  ok: true,
  value: value as never,
  at: "2026-11-21T12:00:00Z",
  tookMs: 1,
});

/** A source that could not be read. */
export const trouble = (kind: TroubleKind, message: string = kind): SourceResult<never> => ({
  ok: false,
  trouble: { kind, message },
  at: "2026-11-21T12:00:00Z",
  tookMs: 1,
});
