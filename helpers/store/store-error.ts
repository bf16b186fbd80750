import { networkWords } from "../network-words.ts";

/** Why a storage did not do what it was asked for. The message holds no word of the SDK's, which may quote a key's name. */
export class StoreError extends Error {
  override name = "StoreError";

  static of(error: unknown): StoreError {
    return error instanceof StoreError ? error : new StoreError(reasonOf(error as Failure), { cause: error });
  }
}

interface Failure {
  name?: string;
  code?: string;
  cause?: { code?: string };
  $metadata?: { httpStatusCode?: number };
  message?: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const KNOWN: Record<string, string> = {
  NoSuchBucket: "it knows no such bucket",
  NoSuchKey: "it holds no such object",
  AccessDenied: "it refuses: these credentials may not do that (AccessDenied)",
  InvalidAccessKeyId: "it refuses: it does not know the access key (InvalidAccessKeyId)",
  SignatureDoesNotMatch: "it refuses: the secret key is not the access key's (SignatureDoesNotMatch)",
  ExpiredToken: "it refuses: the session's token has expired (ExpiredToken)",
  RequestTimeTooSkewed: "it refuses: this machine's clock differs too much from its own (RequestTimeTooSkewed)",
  PermanentRedirect: "the bucket is in another region: set AWS_REGION",
  AuthorizationHeaderMalformed: "the bucket is in another region: set AWS_REGION",
  QuotaExceeded: "it is full (QuotaExceeded)",
  XMinioStorageFull: "it is full (XMinioStorageFull)",
  CredentialsProviderError:
    "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_SHARED_CREDENTIALS_FILE",
};

function reasonOf({ name = "", code, cause, $metadata, message = "" }: Failure): string {
  const known = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  if (known !== undefined) return known;
  if (/Region is missing/.test(message)) return "no region is set: set AWS_REGION, or --s3-endpoint";
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 300) return `it answered ${status}${word(name)}`;
  const network = code ?? cause?.code;
  if (network !== undefined) return `its host ${networkWords(network) ?? `cannot be reached (${network})`}`;
  return `what it answered is no answer of S3${word(name)}`;
}

const word = (name: string): string => (/^[A-Za-z]{3,60}$/.test(name) && name !== "Error" ? ` (${name})` : "");
