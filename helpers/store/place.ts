import { UsageError } from "../call/usage-error.ts";

/** Where in a storage that speaks S3 evidence lies: `s3://<bucket>/<prefix>`. */
export interface Place {
  bucket: string;
  /** Without a slash at either end; empty where the bucket is taken whole. */
  prefix: string;
  /** The URL of the storage where it is not AWS' own: `https://s3.example.org:9000`. */
  endpoint?: string;
}

/** Names of buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const isPlace = (text: string): boolean => /^s3:/i.test(text);

/** Reads `s3://<bucket>/<prefix>` as a flag or a variable says it; `by` is its name. Throws UsageError. */
export function placeOf(text: string, by: string, endpoint?: string): Place {
  const like = "write it like s3://evidence/assay";
  const [, rest] = /^s3:\/\/(.*)$/.exec(text) ?? [];
  if (rest === undefined) throw new UsageError(`${by} "${shown(text)}" is no URL of a storage; ${like}`);
  if (/[@?#\s]/.test(rest))
    throw new UsageError(`${by} has more than bucket and prefix; credentials and region come from AWS_*; ${like}`);
  const [bucket = "", ...folders] = rest.split("/");
  if (!BUCKET.test(bucket)) throw new UsageError(`${by} "${text}": "${bucket}" is no name of a bucket; ${like}`);
  const names = folders.filter((name) => name !== "");
  if (names.some((name) => name === "." || name === ".."))
    throw new UsageError(`${by} "${text}": its prefix may hold no . and no ..; ${like}`);
  return { bucket, prefix: names.join("/"), ...(endpoint !== undefined && { endpoint }) };
}

/** The URL of a storage of one's own; `by` says it. Throws UsageError. */
export function storageEndpoint(text: string, by: string): string {
  const like = "write it like https://s3.example.org:9000";
  if (!URL.canParse(text) || !/^https?:\/\/./.test(text)) throw new UsageError(`${by} is no URL; ${like}`);
  const { username, password, search, hash } = new URL(text);
  if (username || password) throw new UsageError(`${by} holds credentials, which belong into AWS_* or a file; ${like}`);
  if (search || hash) throw new UsageError(`${by} has more than host, port and path; ${like}`);
  return text.replace(/\/+$/, "");
}

/** The place as people read it. */
export const placeInWords = ({ bucket, prefix, endpoint }: Place): string =>
  `s3://${bucket}${prefix === "" ? "" : `/${prefix}`}${endpoint === undefined ? "" : ` at ${endpoint}`}`;

/** The key of something below a place. */
export const keyIn = ({ prefix }: Place, ...names: readonly string[]): string =>
  [prefix, ...names].filter((name) => name !== "").join("/");

/** What stands before an @ may be a password. */
const shown = (text: string): string => text.replace(/^.*@/, "…@");
