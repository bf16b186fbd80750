import { networkWords } from "../network-words.ts";
import { deadline } from "../wait/clock.ts";

/** What is posted, and where to. */
export interface Post {
  url: string;
  headers?: Record<string, string>;
  body: string;
}

const PATIENCE_MS = 10_000;

/**
 * Posts once, and says in a few words what went wrong; `undefined` where the service took it. The words never hold the
 * URL: whoever knows it may post.
 */
export async function post({ url, headers = {}, body }: Post): Promise<string | undefined> {
  const limit = deadline(PATIENCE_MS);
  try {
    // a redirect would hand the message to somebody else
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: limit.signal });
    await answer.body?.cancel();
    return answer.ok ? undefined : `it answered ${answer.status}`;
  } catch (error) {
    return limit.over() ? `it did not answer within ${PATIENCE_MS / 1000} s` : reasonOf(error);
  } finally {
    limit.clear();
  }
}

function reasonOf(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: { code?: string; message?: unknown } };
  // https://fetch.spec.whatwg.org/#port-blocking
  if (cause?.message === "bad port") return "its port belongs to another protocol, and HTTP is not sent there";
  return `its host ${networkWords(cause?.code) ?? "cannot be reached"}`;
}

/** The URL with this at the end of its path, unless it ends so already. */
export function below(url: string, path: string): string {
  const whole = new URL(url);
  const base = whole.pathname.replace(/\/+$/, "");
  if (!base.endsWith(path)) whole.pathname = `${base}${path}`;
  return whole.href;
}
