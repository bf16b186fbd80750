import { Agent, request, type Dispatcher } from "undici";
import { repositoryFrom } from "../../../repository/model.ts";
import { remoteManifests as manifestsOf } from "../../../repository/crds/remote-manifests.ts";
import type { RemoteAnswer } from "../../../observations/files.ts";
import { deadline } from "../../wait/clock.ts";
import { SourceError } from "../../trouble.ts";
import type { RunOptions } from "../../call/options.ts";
import type { Ask, Source } from "../source.ts";
import { notPublic, publicOnly } from "./public-host.ts";
import { notAsked, NO_ANSWER, unanswered } from "./unanswered.ts";

/** For one URL. A bootstrap would wait longer, but a report should not. */
const DEADLINE_MS = 5_000;

/** For all URLs together: without a network each would take its full time. */
const ALL_MS = 20_000;

const AT_ONCE = 8;

/**
 * Asks whether the URLs that the bootstrap applies still exist: HEAD requests without body and credentials, to no other
 * hosts.
 */
export const remoteManifests: Source<"remoteManifests"> = async ({ ask, profile, signal }, seen) => {
  const all = manifestsOf(repositoryFrom(await seen("repository"), profile));
  const urls = [...new Set(all.flatMap(({ asked }) => asked ?? []))];
  if (urls.length === 0) return [];
  if (!ask) throw new SourceError("off", "a run that is not live asks nobody");
  return askAll(urls, signal, ask);
};

/** Whom to ask: the hosts themselves for a real cluster, the lab's stand-in for the lab, nobody otherwise. */
export function askerOf({ backend, elsewhere }: Pick<RunOptions, "backend" | "elsewhere">): Ask | undefined {
  if (backend === "live") return askPublic;
  if (elsewhere === undefined) return undefined;
  return async (url, signal) => ({ ...(await ask(`${elsewhere}?url=${encodeURIComponent(url)}`, signal)), url });
}

export async function askAll(urls: readonly string[], signal: AbortSignal, one: Ask): Promise<RemoteAnswer[]> {
  const whole = deadline(ALL_MS, signal);
  const answers: RemoteAnswer[] = [];
  const waiting = [...urls];
  const worker = async (): Promise<void> => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift())
      answers.push(await askedIf(notPublic(url), url, () => one(url, whole.signal)));
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    whole.clear();
  }
  return urls.flatMap((url) => answers.find((answer) => answer.url === url) ?? []);
}

const askedIf = async (why: string | undefined, url: string, asked: () => Promise<RemoteAnswer>) =>
  why === undefined ? asked() : { url, trouble: notAsked(`it leads to ${why}`) };

/** Where requests may go: by name, and by the address that a name leads to. */
interface Door {
  /** Why not to this URL: where it leads. */
  refuses(url: string): string | undefined;
  dispatcher?: Dispatcher;
}

const PUBLIC: Door = { refuses: notPublic, dispatcher: new Agent({ connect: { lookup: publicOnly } }) };

/** Asks one URL of the public internet; redirects lead nowhere else. */
export const askPublic: Ask = (url, signal) => ask(url, signal, PUBLIC);

/** More redirects than this are a circle. */
const MOST_REDIRECTS = 5;

/** Asks one URL; by GET where the server refuses HEAD. */
export async function ask(
  url: string,
  signal: AbortSignal,
  door: Door = { refuses: () => undefined },
  ms = DEADLINE_MS,
): Promise<RemoteAnswer> {
  const limit = deadline(ms, signal);
  let at = url;
  try {
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const where = door.refuses(at);
      if (where !== undefined) return { url, trouble: notAsked(`it redirects to ${where}`) };
      const { status, location } = await met(at, limit.signal, door);
      if (location === undefined) return { url, status };
      if (!URL.canParse(location, at)) return { url, trouble: notAsked("it redirects to what is no URL") };
      at = new URL(location, at).href;
    }
    return { url, trouble: notAsked(`it redirects more than ${MOST_REDIRECTS} times`) };
  } catch (error) {
    return { url, trouble: limit.over() || signal.aborted ? NO_ANSWER : unanswered(error, at) };
  } finally {
    limit.clear();
  }
}

/** What a URL answers, and where it leads instead. Nothing of a body is read. */
async function met(url: string, signal: AbortSignal, door: Door): Promise<{ status: number; location?: string }> {
  const options = {
    signal,
    headers: { "user-agent": "assay" },
    ...(door.dispatcher && { dispatcher: door.dispatcher }),
  };
  const head = await request(url, { ...options, method: "HEAD" });
  const isRefused = [403, 405, 501].includes(head.statusCode);
  await head.body.dump();
  const { statusCode, headers, body } = isRefused ? await request(url, { ...options, method: "GET" }) : head;
  if (isRefused) body.on("error", () => undefined).destroy();
  const { location } = headers;
  return {
    status: statusCode,
    ...(statusCode >= 300 && statusCode < 400 && typeof location === "string" && { location }),
  };
}
