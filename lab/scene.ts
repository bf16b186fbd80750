/** When scenarios are told to begin: their times of day are read beside it. */
export const SCENE = new Date("2026-01-05T10:00:00.000Z");

const TOLD = /^2026-01-05T\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The same value with the times that a scenario tells moved to where it is played: ten o'clock is its beginning. */
export function onScene<Value>(value: Value, start: Date): Value {
  const later = start.getTime() - SCENE.getTime();
  return later === 0 ? value : (moved(value, later) as Value);
}

function moved(value: unknown, later: number): unknown {
  if (typeof value === "string") {
    if (!TOLD.test(value)) return value;
    const at = new Date(Date.parse(value) + later).toISOString();
    return value.includes(".") ? at : `${at.slice(0, 19)}Z`;
  }
  if (Array.isArray(value)) return value.map((inner) => moved(inner, later));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, moved(inner, later)]));
}
