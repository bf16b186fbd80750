import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type ListObjectsV2CommandOutput,
} from "@aws-sdk/client-s3";
import { keepSdkQuiet, s3Region } from "../environment.ts";
import { deadline } from "../wait/clock.ts";
import { StoreError } from "./store-error.ts";
import type { Place } from "./place.ts";

/** A storage that speaks S3. Each method throws StoreError, whose message is a reason without any credential. */
export interface Store {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>;
  get(key: string): Promise<Uint8Array>;
  /** All keys that begin with this. */
  keys(prefix: string): Promise<string[]>;
  /** The names of what lies directly below a folder, itself a folder. `prefix` ends with a slash, or is empty. */
  folders(prefix: string): Promise<string[]>;
  close(): void;
}

const ATTEMPT_MS = 30_000;

/**
 * Credentials come from where the SDK looks for them: AWS_* variables, AWS_SHARED_CREDENTIALS_FILE, the token file of a
 * ServiceAccount (AWS_WEB_IDENTITY_TOKEN_FILE), the machine. `signal` ends what goes on.
 * https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html
 */
export function openStore({ bucket, endpoint }: Place, signal: AbortSignal): Store {
  keepSdkQuiet();
  const client = new S3Client({
    // a storage of one's own has no name server entry for each bucket
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true, region: s3Region() ?? "us-east-1" }),
    maxAttempts: 3,
    // checksums of the SDK's own since 2025 are unknown to older storages
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const asked = async <Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> => {
    const limit = deadline(ATTEMPT_MS, signal);
    try {
      return await Promise.race([ask(limit.signal), over(limit.signal)]);
    } catch (error) {
      if (limit.signal.aborted) throw new StoreError(`it did not answer within ${ATTEMPT_MS / 1000} s`);
      throw StoreError.of(error);
    } finally {
      limit.clear();
    }
  };
  const pages = async (input: { Prefix: string; Delimiter?: string }): Promise<ListObjectsV2CommandOutput[]> => {
    const all: ListObjectsV2CommandOutput[] = [];
    let next: string | undefined;
    do {
      const command = new ListObjectsV2Command({ Bucket: bucket, ...input, ContinuationToken: next });
      const page = await asked(async (abortSignal) => client.send(command, { abortSignal }));
      all.push(page);
      next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
      if (page.IsTruncated === true && next === undefined)
        throw new StoreError("it says that there is more, and not where it goes on");
    } while (next !== undefined);
    return all;
  };
  return {
    async put(Key, Body, ContentType) {
      const command = new PutObjectCommand({ Bucket: bucket, Key, Body, ContentType });
      await asked(async (abortSignal) => client.send(command, { abortSignal }));
    },
    async get(Key) {
      return asked(async (abortSignal) => {
        const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key }), { abortSignal });
        if (!answer.Body) throw new StoreError("it answered without a body");
        return answer.Body.transformToByteArray();
      });
    },
    async keys(Prefix) {
      const found = await pages({ Prefix });
      return found.flatMap(({ Contents = [] }) => Contents.flatMap(({ Key }) => Key ?? []));
    },
    async folders(Prefix) {
      const found = await pages({ Prefix, Delimiter: "/" });
      return found
        .flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.flatMap((it) => it.Prefix ?? []))
        .map((folder) => folder.slice(Prefix.length).replace(/\/$/, ""));
    },
    close: () => client.destroy(),
  };
}

/** The SDK asks a machine for its credentials without listening to the signal. */
async function over(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Error("over"));
    signal.addEventListener("abort", () => reject(new Error("over")), { once: true });
  });
}
