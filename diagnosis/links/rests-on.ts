import type { JudgedCheck } from "./judged-check.ts";

/** Whether a check rests on another one, directly or through others. */
export function restsOn(
  check: JudgedCheck,
  other: JudgedCheck,
  all: readonly JudgedCheck[],
  asked = new Set<JudgedCheck>(),
): boolean {
  if (asked.has(check)) return false;
  asked.add(check);
  return check.criterion.restsOn.some((id) => {
    const next = all.find(({ judgement }) => judgement.id === id);
    return next !== undefined && (next === other || restsOn(next, other, all, asked));
  });
}
