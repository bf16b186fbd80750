import type { Profile } from "../../clusters/profile.ts";
import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import type { AnyCriterion } from "../../criteria/criterion.ts";
import { judge, type Judgement } from "../../criteria/judge.ts";
import clusterIsTheOneNamed from "../../criteria/prerequisites/cluster-is-the-one-named.ts";
import type { Followed } from "../../observations/followed.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { now } from "../wait/clock.ts";
import { commands, type Commands } from "../command.ts";
import { follow } from "../follow/follow.ts";
import { LOCAL } from "../observe/files/local.ts";
import { contextOf, isLate, sourcesOf } from "../observe/freshness.ts";
import { judgedAgain } from "./steadiness.ts";
import { gatherer, type Gatherer, type SourceTable } from "../observe/gather.ts";
import { apiClient, type ApiClient } from "../kube/client.ts";
import { connect, type Connection } from "../kube/connection.ts";
import type { RequestLimits } from "../kube/request.ts";
import { kubeconfigPath } from "../observe/files/kubeconfig.ts";
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

/** One run's hold on one cluster: what was seen, what was judged, and how to look again. */
export interface Session {
  readonly profile: Profile;
  readonly api: ApiClient;
  readonly gather: Gatherer;
  readonly follow: typeof follow;
  readonly ledger: Map<string, LedgerEntry>;
  readonly signal: AbortSignal;
  record(event: RunEvent): void;
  /** The judgement that forbids all others: another cluster answers than the profile names. */
  refused(): Promise<Judgement | undefined>;
  interrupt(): void;
  close(): Promise<void>;
}

export interface SessionInput {
  profile: Profile;
  options: RunOptions;
  /** The run's folder, for transcripts. */
  folder: string;
  wanted: readonly Wanted[];
  record(event: RunEvent): void;
  /** What `--follow` saw before the suites began. */
  followed?: Followed | undefined;
  dependencies?: Partial<SessionDependencies>;
}

/** By what a session meets its cluster, where that is not the network, this machine's programs and its clock. */
export interface SessionDependencies {
  connection: Connection;
  commands: Commands;
  ask: Ask;
  limits: RequestLimits;
  follow: typeof follow;
  /** What stands between the session and its client. */
  around(api: ApiClient): ApiClient;
  /** What stands between the session and how its sources are read. */
  reading(sources: SourceTable): SourceTable;
}

/** What asks no cluster is judged whatever cluster answers. */
export const readsOnlyLocally = (criterion: AnyCriterion): boolean =>
  sourcesOf(criterion).every((key) => LOCAL.includes(key));

const LIMITS: RequestLimits = { attemptMs: 10_000, totalMs: 30_000 };

export function openSession(input: SessionInput): Session {
  const { profile, options, folder, wanted, record, followed = null, dependencies = {} } = input;
  const interrupted = new AbortController();
  const { signal } = interrupted;
  // a run that asks no cluster needs no kubeconfig, and is not told that there is none
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
  const sources: SourceTable = {
    ...SOURCES,
    access: accessTo(wanted.flatMap(({ key, rows }) => rightsFor(key, profile).map((right) => ({ ...right, rows })))),
    followed: () => Promise.resolve(followed),
    steadiness: () => judgedAgain(gather, [...ledger.values()], { profile, api, signal }),
  };
  const gather = gatherer(context, dependencies.reading?.(sources) ?? sources, record);

  let identity: Promise<Judgement | undefined> | undefined;
  return {
    profile,
    api,
    gather,
    follow: dependencies.follow ?? follow,
    ledger,
    signal,
    record,
    refused: () => (identity ??= guard()),
    interrupt: () => interrupted.abort(),
    close: () => api.close(),
  };

  /** The wrong cluster is refused before anything else is asked; then everything coming is read at once. */
  async function guard(): Promise<Judgement | undefined> {
    const coming = wanted.map(({ key }) => key).filter((key) => !isLate(key));
    if (coming.every((key) => LOCAL.includes(key))) return undefined;
    const results = await gather.look(sourcesOf(clusterIsTheOneNamed), 0);
    const judgement = judge(clusterIsTheOneNamed, results, contextOf(profile, results));
    if (results.identity?.ok) {
      const { kubeSystemUid, simulated } = results.identity.value;
      record({ event: "identified", at: now().toISOString(), kubeSystemUid, ...(simulated && { simulated }) });
    }
    const apart = apartInWords(api.clock.aheadMs());
    if (apart !== undefined) record({ event: "warning", at: now().toISOString(), message: apart });
    if (judgement.verdict === "fail") return judgement;
    const missing = await readStartMark(profile, api);
    if (missing !== undefined) record({ event: "warning", at: now().toISOString(), message: missing });
    void gather.look(coming, Number.POSITIVE_INFINITY);
    return undefined;
  }
}

/** What a reader must know of two clocks that differ; `undefined` where they agree. */
function apartInWords(aheadMs: number): string | undefined {
  if (aheadMs === 0) return undefined;
  const by = durationInWords(Math.abs(aheadMs));
  return `this machine's clock is ${by} ${aheadMs > 0 ? "ahead of" : "behind"} the cluster's, as its API server tells: everything is judged by the cluster's time`;
}

/** A client of the cluster that the call leads to; without a kubeconfig that can be used, each of its requests says so. */
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

/** A kubeconfig that cannot be used is trouble for the rows that need the API, not for the run. */
function connectionOf(profile: Profile, options: RunOptions, record: SessionInput["record"]): Connection {
  try {
    return connect(kubeconfigPath(options, profile), options.context ?? profile.kubernetes.context, options.endpoint);
  } catch (error) {
    const trouble = troubleOf(error);
    record({ event: "warning", at: now().toISOString(), message: trouble.message });
    return {
      server: "",
      credentials: () => Promise.reject(new SourceError(trouble.kind, trouble.message)),
      refresh: () => undefined,
      close: () => Promise.resolve(),
    };
  }
}
