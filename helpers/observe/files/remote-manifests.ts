import { isIP } from "node:net";
import { repositoryFrom } from "../../../repository/model.ts";
import { remoteManifests as manifestsOf } from "../../../repository/crds/remote-manifests.ts";
import type { RemoteAnswer } from "../../../observations/files.ts";
import { deadline } from "../../wait/clock.ts";
import { SourceError } from "../../trouble.ts";
import type { RunOptions } from "../../call/options.ts";
import type { Ask, Source } from "../source.ts";

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
  if (backend === "live") return ask;
  if (elsewhere === undefined) return undefined;
  return async (url, signal) => ({ ...(await ask(`${elsewhere}?url=${encodeURIComponent(url)}`, signal)), url });
}

export async function askAll(urls: readonly string[], signal: AbortSignal, one: Ask): Promise<RemoteAnswer[]> {
  const whole = deadline(ALL_MS, signal);
  const answers: RemoteAnswer[] = [];
  const waiting = [...urls];
  const worker = async (): Promise<void> => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift())
      answers.push(isPublic(url) ? await one(url, whole.signal) : { url, trouble: "no public host: not asked" });
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    whole.clear();
  }
  return urls.flatMap((url) => answers.find((answer) => answer.url === url) ?? []);
}

/**
 * Whether a URL leads to the public internet. A checkout must not make us send requests to this machine or the local
 * network.
 */
export function isPublic(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === "https:" &&
    hostname.includes(".") &&
    isIP(hostname.replace(/^\[|\]$/g, "")) === 0 &&
    !/\.(?:local|internal|home\.arpa|lan)$/.test(hostname)
  );
}

/** Asks one URL; by GET where the server refuses HEAD. */
export async function ask(url: string, signal: AbortSignal, ms = DEADLINE_MS): Promise<RemoteAnswer> {
  const limit = deadline(ms, signal);
  try {
    const head = await fetch(url, { method: "HEAD", signal: limit.signal });
    if (![403, 405, 501].includes(head.status)) return { url, status: head.status };
    const whole = await fetch(url, { signal: limit.signal });
    await whole.body?.cancel();
    return { url, status: whole.status };
  } catch (error) {
    if (limit.over() || signal.aborted) return { url, trouble: "no answer in time" };
    const { cause, message } = error as Error & { cause?: { code?: string } };
    return { url, trouble: cause?.code ?? message };
  } finally {
    limit.clear();
  }
}
