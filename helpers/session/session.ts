import type { Profile } from "../../clusters/profile.ts";
import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import type { Judgement } from "../../criteria/judge.ts";
import type { SourceKey } from "../../observations/observations.ts";
import type { Trouble } from "../../observations/trouble.ts";
import type { Followed } from "../../observations/followed.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { now } from "../wait/clock.ts";
import { commands, type Commands } from "../command.ts";
import { follow } from "../follow/follow.ts";
import { LOCAL } from "../observe/files/local.ts";
import { asksTheApi, isLate, sourcesOf } from "../observe/freshness.ts";
import { whoAnswers, type Silence, type WhoAnswers } from "./identity.ts";
import { judgedAgain } from "./steadiness.ts";
import { looks, type Looks } from "../observe/looks.ts";
import { gatherer, type Gatherer, type SourceTable } from "../observe/gather.ts";
import { apiClient, type ApiClient } from "../kube/client.ts";
import { connect, type Connection } from "../kube/connection.ts";
import type { RequestLimits } from "../kube/attempt.ts";
import { reachBy } from "../observe/files/kubeconfig.ts";
import { rightsFor } from "../observe/api/rights.ts";
import { accessTo } from "../observe/api/reviews.ts";
import { askerOf } from "../observe/files/remote-manifests.ts";
import type { Ask, SourceContext } from "../observe/source.ts";
import { SOURCES } from "../observe/sources.ts";
import type { RunOptions } from "../call/options.ts";
import type { Wanted } from "./plan.ts";
import { readStartMark } from "./start-mark.ts";
import { SourceError, troubleOf } from "../trouble.ts";
import type { LedgerEntry } from "./ledger.ts";

/** One run on one cluster: what was observed, what was judged, and how to observe again. */
export interface Session {
  readonly profile: Profile;
  readonly api: ApiClient;
  readonly gather: Gatherer;
  readonly follow: typeof follow;
  readonly ledger: Map<string, LedgerEntry>;
  /** By which looks each check was judged. */
  readonly looks: Looks;
  readonly signal: AbortSignal;
  record(event: RunEvent): void;
  /**
   * Why nothing may be judged: another cluster answers than the profile names, or nobody says which. Otherwise
   * `undefined`.
   */
  refused(): Promise<Judgement | undefined>;
  /** Why the API server is not asked, where nobody answers; it is looked for again by those that wait for it. */
  silence(): Promise<Silence | undefined>;
  /**
   * Waiting for an API server that does not answer is over, for every check; how many are not asked is told once. False
   * where it answers by now.
   */
  settleSilence(): boolean;
  /** See {@link WhoAnswers}; nothing to ask in a run that asks no cluster. */
  identityAtTheEnd: WhoAnswers["atTheEnd"];
  interrupt(): void;
  close(): Promise<void>;
}

export interface SessionInput {
  profile: Profile;
  options: RunOptions;
  /** The run's folder, for transcripts of commands. */
  folder: string;
  wanted: readonly Wanted[];
  record(event: RunEvent): void;
  /** What `--follow` saw before the suites began. */
  followed?: Followed | undefined;
  dependencies?: Partial<SessionDependencies>;
}

/** Replacements for the network, the programs of this machine and the clock, as the lab uses them. */
export interface SessionDependencies {
  connection: Connection;
  commands: Commands;
  ask: Ask;
  limits: RequestLimits;
  follow: typeof follow;
  /** Wraps the client. */
  around(api: ApiClient): ApiClient;
  /** Replaces how sources are read. */
  reading(sources: SourceTable): SourceTable;
}

/** Whether a check needs no cluster: it is judged whichever cluster answers. */
export const readsOnlyLocally = (criterion: AnyCriterion): boolean =>
  sourcesOf(criterion).every((key) => LOCAL.includes(key));

const LIMITS: RequestLimits = { attemptMs: 10_000, totalMs: 30_000 };

export function openSession(input: SessionInput): Session {
  const { profile, options, folder, wanted, record, followed = null, dependencies = {} } = input;
  const interrupted = new AbortController();
  const { signal } = interrupted;
  // such a run needs no kubeconfig
  const isLocal = wanted.every(({ key }) => LOCAL.includes(key));
  const api = clientOf({ profile, options, dependencies, record: isLocal ? () => undefined : record }, signal);
  const ask = dependencies.ask ?? askerOf(options);
  const context: SourceContext & { api: ApiClient } = {
    profile,
    options,
    api,
    signal,
    ...(ask && { ask }),
    commands:
      dependencies.commands ??
      commands({ folder, onFinished: (event) => record({ at: now().toISOString(), ...event }) }),
  };
  const ledger = new Map<string, LedgerEntry>();
  const taken = looks();
  const sources: SourceTable = {
    ...SOURCES,
    access: accessTo(wanted.flatMap(({ key, rows }) => rightsFor(key, profile).map((right) => ({ ...right, rows })))),
    followed: () => Promise.resolve(followed),
    steadiness: () => judgedAgain(gather, [...ledger.values()], { profile, api, signal, seen: taken.again }),
  };
  const unasked = (key: SourceKey): Trouble | undefined => {
    const silence = who.silence();
    return silence?.keeps(key) ? silence.trouble : undefined;
  };
  const gather = gatherer(context, dependencies.reading?.(sources) ?? sources, record, unasked);

  const keys = wanted.map(({ key }) => key);
  const who = whoAnswers({ profile, gather, api, wanted }, record);
  let begun: Promise<void> | undefined;
  return {
    profile,
    api,
    gather,
    follow: dependencies.follow ?? follow,
    ledger,
    looks: taken,
    signal,
    record,
    refused: () => guard(false),
    silence: async () => ((await guard(true)) === undefined ? who.silence() : undefined),
    settleSilence: who.settle,
    identityAtTheEnd: async () => (signal.aborted ? undefined : who.atTheEnd()),
    interrupt: () => interrupted.abort(),
    close: () => api.close(),
  };

  /**
   * Makes sure that it is the right cluster before anything else is asked; then reads all sources of the run at once.
   */
  async function guard(isWaiting: boolean): Promise<Judgement | undefined> {
    if (isLocal) return undefined;
    const refusal = await who.refused(isWaiting);
    if (!refusal && who.silence()) read(keys.filter((key) => !asksTheApi(key)));
    else if (!refusal) await (begun ??= begin());
    return refusal;
  }

  async function begin(): Promise<void> {
    const apart = apartInWords(api.clock.aheadMs());
    if (apart !== undefined) record({ event: "warning", at: now().toISOString(), message: apart });
    const missing = await readStartMark(profile, api);
    if (missing !== undefined) record({ event: "warning", at: now().toISOString(), message: missing });
    read(keys);
  }

  function read(coming: readonly SourceKey[]): void {
    const early = coming.filter((key) => !isLate(key));
    void gather.look(early, Number.POSITIVE_INFINITY);
  }
}

/** What a reader must know of two clocks that differ; `undefined` where they agree. */
function apartInWords(aheadMs: number): string | undefined {
  if (aheadMs === 0) return undefined;
  const by = durationInWords(Math.abs(aheadMs));
  return `this machine's clock is ${by} ${aheadMs > 0 ? "ahead of" : "behind"} the cluster's, as its API server tells: everything is judged by the cluster's time`;
}

/**
 * A client of the cluster that the options lead to. Without a usable kubeconfig each of its requests fails with the
 * reason.
 */
export function clientOf(
  { profile, options, record, dependencies }: Omit<SessionInput, "folder" | "wanted">,
  signal: AbortSignal,
): ApiClient {
  const client = apiClient(dependencies?.connection ?? connectionOf(profile, options, record), {
    signal,
    limits: dependencies?.limits ?? LIMITS,
    onRetry: (request, trouble, attempt) =>
      record({ event: "retried", at: now().toISOString(), request, trouble, attempt }),
  });
  return dependencies?.around?.(client) ?? client;
}

/** A kubeconfig that cannot be used makes the checks that need the API inconclusive; the run goes on. */
function connectionOf(profile: Profile, options: RunOptions, record: SessionInput["record"]): Connection {
  try {
    const { file, context } = reachBy(options, profile);
    return connect(file, context, options.endpoint);
  } catch (error) {
    const trouble = troubleOf(error);
    record({ event: "warning", at: now().toISOString(), message: trouble.message });
    return {
      server: "",
      chains: () => [],
      credentials: () => Promise.reject(new SourceError(trouble.kind, trouble.message)),
      refresh: () => undefined,
      close: () => Promise.resolve(),
    };
  }
}
