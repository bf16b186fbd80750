/** A measured duration in a runbook. */
export interface Timing {
  /** From 1. */
  line: number;
  /** The whole line. */
  text: string;
}

/**
 * Durations under a heading about timings (`## Timings`, `### Bootstrap duration: infra`), down to the next heading of
 * its level. A section that names clusters counts for the one it names: in its headings, or in the line itself.
 */
export function timingsIn(markdown: string, cluster: string): Timing[] {
  const found: Timing[] = [];
  /** Headings around the line, by level. */
  let around: string[] = [];
  let fenced = false;
  for (const [index, text] of markdown.split("\n").entries()) {
    if (/^\s*(?:```|~~~)/.test(text)) fenced = !fenced;
    const heading = fenced ? undefined : /^(#{1,6})\s+(.*)$/.exec(text);
    if (heading) {
      const level = heading[1]?.length ?? 1;
      around = [...around.slice(0, level - 1)];
      around[level - 1] = heading[2] ?? "";
      continue;
    }
    const isAbout = around.some((one) => /timing|duration|how long|took|measured/i.test(one ?? ""));
    if (isAbout && DURATION.test(text) && !ASKED.test(text) && isOf(cluster, [...around, text]))
      found.push({ line: index + 1, text });
  }
  return found;
}

/** `12m 30s`, `12 min`, `4.5 minutes`, `00:12:30`, `45s`. */
const DURATION =
  /\b\d+(?:\.\d+)?\s*(?:h|m|s|hrs?|hours?|mins?|minutes?|secs?|seconds?)\b|\b\d{1,2}:\d{2}(?::\d{2})?\b/i;

/** A target or an estimate is no measurement. */
const ASKED = /\b(?:target|budget|goal|expected|estimate[ds]?|within|at most|approx\w*|TBD|TODO)\b|[<~≤≈]\s*\d/i;

/** Of this cluster, or of no cluster by name (`infra cluster`, `cluster: apps`). */
function isOf(cluster: string, texts: readonly (string | undefined)[]): boolean {
  const whole = texts.filter((text) => text !== undefined).join("\n");
  if (new RegExp(`(?<![\\w-])${cluster}(?![\\w-])`, "i").test(whole)) return true;
  return !/\b(?!the\b|this\b|each\b|every\b|whole\b|a\b|of\b)[\w-]+ cluster\b|\bcluster:? [`*]*(?!\d|(?:is|was|took|takes|up|ready|in|from|to)\b)\w/i.test(
    whole,
  );
}
