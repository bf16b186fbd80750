import { z } from "zod";

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const REMEDY = "write it like 30s, 5m or 1h30m";

/** Go's way of writing durations (`30s`, `5m`, `1h30m`), in milliseconds; `undefined` where it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ""] ?? 0),
    0,
  );
}

const written = z.string().meta({
  format: "go-duration",
  pattern: String.raw`^(\d+(\.\d+)?(ms|s|m|h|d))+$`,
  examples: ["30s", "5m", "1h30m"],
});

/** A duration in a profile: written `30s`, read as milliseconds. */
export const duration = written.transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === undefined) {
    context.addIssue({ code: "custom", message: `"${text}" is no duration`, params: { remedy: REMEDY } });
    return z.NEVER;
  }
  return ms;
});

/** A duration that is longer than nothing: a budget or a deadline of 0 could never be kept. */
export const positiveDuration = duration.superRefine((ms, context) => {
  if (ms === 0)
    context.addIssue({
      code: "custom",
      message: "is 0, which nothing can keep",
      params: { remedy: `${REMEDY}, or leave the key out` },
    });
});
