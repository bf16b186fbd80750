import { z } from "zod";

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

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
    context.addIssue({ code: "custom", message: `"${text}" is no duration; write it like 30s, 5m or 1h30m` });
    return z.NEVER;
  }
  return ms;
});
