import { isIP } from "node:net";
import { repositoryFrom } from "../../../repository/model.ts";
import { remoteManifests as manifestsOf } from "../../../repository/crds/remote-manifests.ts";
import type { RemoteAnswer } from "../../../observations/files.ts";
import { deadline } from "../../wait/clock.ts";
import { SourceError } from "../../trouble.ts";
import type { RunOptions } from "../../call/options.ts";
import type { Ask, Source } from "../source.ts";

/** For one URL: a bootstrap would wait longer, a report should not. */
const DEADLINE_MS = 5_000;

/** For all of them: without a network nobody should wait for each. */
const ALL_MS = 20_000;

const AT_ONCE = 8;

/** Asks for what the bootstrap applies by URL: HEAD, no body, no credentials, and nobody but those URLs' hosts. */
export const remoteManifests: Source<"remoteManifests"> = async ({ ask, profile, signal }, seen) => {
  const all = manifestsOf(repositoryFrom(await seen("repository"), profile));
  const urls = [...new Set(all.flatMap(({ asked }) => asked ?? []))];
  if (urls.length === 0) return [];
  if (!ask) throw new SourceError("off", "a run that is not live asks nobody");
  return askAll(urls, signal, ask);
};

/** Who is asked: on a cluster the hosts themselves, on the lab what stands for them, otherwise nobody. */
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

/** A checkout must not make us ask this machine, or what only this network has, for anything. */
export function isPublic(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === "https:" &&
    hostname.includes(".") &&
    isIP(hostname.replace(/^\[|\]$/g, "")) === 0 &&
    !/\.(?:local|internal|home\.arpa|lan)$/.test(hostname)
  );
}

/** What one URL answers; some servers refuse HEAD. */
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
