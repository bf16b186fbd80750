import { networkWords } from "../../network-words.ts";
import { NOT_PUBLIC } from "./public-host.ts";

/** Why a URL was not answered by the host that it, or a redirect of it, leads to; and what a person can do. */
export function unanswered(error: unknown, at: string): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === NOT_PUBLIC) return notAsked(`it leads to ${message}, no address of the public internet`);
  const host = URL.canParse(at) ? new URL(at).hostname : "the host";
  return `${host} ${networkWords(code) ?? "cannot be reached"}; correct the URL, or ${AGAIN}`;
}

/** A URL that is not asked, because of where it leads: what is so, and what a person can do. */
export const notAsked = (what: string): string =>
  `${what}, which is not asked: name the URL of HTTPS that has the file itself`;

const AGAIN = "ask it again, where HTTPS leads out of the network without a proxy";

export const NO_ANSWER = `no answer came in time; ${AGAIN}`;
