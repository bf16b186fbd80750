import { parseDuration } from "../../clusters/schema/duration.ts";
import type { RunOptions } from "./options.ts";
import { UsageError } from "./usage-error.ts";

/** `now`: the moment of the call. No bootstrap began after it. */
export function time(text: string | undefined, now: Date): string | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}T/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (Number.isNaN(at.getTime()))
    throw new UsageError(`--started-at "${text}" is no time; write it like 2026-11-21T10:00:00Z`);
  if (at < KUBERNETES)
    throw new UsageError(`--started-at ${text} lies before there was Kubernetes; write it like 2026-11-21T10:00:00Z`);
  if (at > now)
    throw new UsageError(`--started-at ${text} lies in the future: it is ${now.toISOString()} on this machine`);
  return at.toISOString();
}

const KUBERNETES = new Date("2014-06-06T00:00:00Z");

export function howLong(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms <= 0) throw new UsageError(`--follow-for "${text}" is no duration; write 45m or 90s`);
  return ms;
}

/** A URL that is a secret: no message quotes it. */
export function pingUrl(text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:\/\/./.test(text))) return text;
  throw new UsageError("--ping takes an http or https URL, like https://hc-ping.com/<uuid>");
}

export function postUrl(text: string | undefined): string | undefined {
  if (text === undefined || (URL.canParse(text) && /^https?:\/\/./.test(text))) return text;
  throw new UsageError(`--progress takes an http or https URL, like http://localhost:8099/progress`);
}

/** How many runs that passed are kept, or for how long. */
export function keep(text: string | undefined): { count: number } | { forMs: number } | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && Number(text) > 0) return { count: Number(text) };
  const forMs = parseDuration(text);
  if (forMs === undefined || forMs <= 0)
    throw new UsageError(`--keep "${text}" is no number of runs and no duration; write 30 or 90d`);
  return { forMs };
}

export function factor(text: string | undefined): number {
  if (text === undefined) return 1;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0)
    throw new UsageError(`--patience "${text}" is no factor; write 0, 0.5 or 2`);
  return value;
}

export function scope(text: string | undefined): RunOptions["connectivity"] {
  if (text === undefined || text === "full" || text === "smoke" || text === "off") return text;
  throw new UsageError(`--connectivity "${text}" is not full, smoke or off`);
}

/** The URL of an API server; what follows the host may be a path, as of a proxy. */
export function url(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const like = "write it like https://10.25.11.10:6443";
  if (!URL.canParse(text) || !/^https?:\/\/./.test(text))
    throw new UsageError(`--endpoint "${text}" is no URL; ${like}`);
  const { username, password, search, hash } = new URL(text);
  if (username || password)
    throw new UsageError(`--endpoint holds credentials, which belong into a kubeconfig; ${like}`);
  if (search || hash) throw new UsageError(`--endpoint "${text}" has more than host, port and path; ${like}`);
  return text;
}
