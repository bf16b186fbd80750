import { below, post } from "./post.ts";

/** What a dead-man service is told of. */
export type Sign = "start" | "success" | "fail";

/**
 * Tells a service that waits for runs that one began, passed or did not: `/start`, nothing, `/fail` after the path of
 * its URL (https://healthchecks.io/docs/http_api/). Returns warnings.
 */
export async function ping(url: string | undefined, sign: Sign, body = ""): Promise<string[]> {
  if (url === undefined) return [];
  const wrong = await post({ url: sign === "success" ? url : below(url, `/${sign}`), body });
  return wrong === undefined ? [] : [`--ping: ${sign} was not told: ${wrong}`];
}
