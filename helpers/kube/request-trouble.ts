import { cut } from "../../observations/kubernetes.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import { isOfCertificate, networkWords } from "../network-words.ts";
import { redact } from "../redact/redact.ts";
import { SourceError } from "../trouble.ts";

/**
 * Trouble that may pass: 429, 5xx, resets and silence. Everything else is an answer; trying again would only hide it.
 */
export class Transient extends SourceError {
  /** How long the server asked to wait, in milliseconds. */
  readonly afterMs: number;
  constructor(kind: TroubleKind, message: string, afterMs = 0) {
    super(kind, message);
    this.afterMs = afterMs;
  }
}

interface Refused {
  status: number;
  body: string;
}

/** The error for an answer that refuses and that no retry can change. It quotes the message of the Status. */
export function refusal(request: string, answer: Refused): SourceError {
  const said = `${request} answered ${answer.status}: ${reasonOf(answer)}`;
  if (answer.status === 401) return new SourceError("unauthorized", said);
  if (answer.status === 403) return new SourceError("forbidden", said);
  if (answer.status === 404) return new SourceError("not-found", said);
  return new SourceError(answer.status === 410 ? "not-found" : "malformed", said);
}

/** The message of a Status, or the text of the body; without secrets before it is cut, because half of one is not known. */
export function reasonOf({ body }: Pick<Refused, "body">): string {
  try {
    const message = (JSON.parse(body) as { message?: unknown }).message;
    if (typeof message === "string") return cut(redact(message), 500);
  } catch {
    // no Status: the text is the reason
  }
  return cut(redact(body), 200) || "(no text)";
}

/** The error for a request that got no answer. */
export function networkTrouble(error: unknown, server: string, path: string, attemptMs: number): Error {
  if (error instanceof SourceError) return error;
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === "TimeoutError" || code === "UND_ERR_HEADERS_TIMEOUT" || code === "UND_ERR_BODY_TIMEOUT") {
    return new Transient(
      "timeout",
      `${server} does not answer: GET ${path} was not answered within ${attemptMs / 1000} s`,
    );
  }
  if (name === "AbortError")
    return new SourceError("timeout", `${server} does not answer: GET ${path} was not answered in time`);
  const why = `${message ?? String(error)}${code && !message?.includes(code) ? ` (${code})` : ""}`;
  if (isOfCertificate(code)) {
    return new SourceError(
      "untrusted",
      `the certificate that ${server} shows is not one that its CA vouches for: ${why}`,
    );
  }
  if (code?.startsWith("ERR_OSSL"))
    return new SourceError("unauthorized", "no credentials: the client certificate or its key cannot be read");
  const said = `${server} ${networkWords(code) ?? "cannot be reached"} (${why})`;
  // no waiting mends a server that speaks no TLS, or one that refuses our own certificate
  return code === "ERR_SSL_WRONG_VERSION_NUMBER" || /^ERR_SSL.*CERT/.test(code ?? "")
    ? new SourceError("unreachable", said)
    : new Transient("unreachable", said);
}
