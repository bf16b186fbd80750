import type { FirstReady } from "../../observations/readiness.ts";
import { pointAt } from "../points.ts";
import type { Point } from "../timeline.ts";

/** Exact where the Ready condition tells it; where that moved since, as far as the status tells what was before. */
export function firstOf(first: FirstReady | undefined, source: string): Point | undefined {
  if (!first) return undefined;
  const at = new Date(first.toMs).toISOString().replace(".000Z", "Z");
  if (first.moved === undefined) return pointAt(at, source);
  return pointAt(at, source, { basis: "inferred", precisionMs: Math.max(1000, first.toMs - first.fromMs) });
}
