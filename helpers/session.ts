import type { Profile } from "../clusters/profile.ts";
import type { AnyCriterion } from "../criteria/criterion.ts";
import { judge, type Judgement } from "../criteria/judge.ts";
import type { Looks, SourceKey } from "../criteria/observations.ts";
import clusterIsTheOneNamed from "../criteria/prerequisites/cluster-is-the-one-named.ts";
import type { RunEvent } from "../reports/event.ts";
import { now, sleep } from "./clock.ts";
import { commands, type Commands } from "./command.ts";
import { follow } from "./follow.ts";
import { LOCAL } from "./files.ts";
import { gatherer, type Gatherer, type SourceTable } from "./gather.ts";
import { apiClient, type ApiClient } from "./kube/client.ts";
import { connect, type Connection } from "./kube/connection.ts";
import type { RequestLimits } from "./kube/request.ts";
import { kubeconfigPath } from "./observe/kubeconfig.ts";
import { rightsFor } from "./observe/rights.ts";
import { accessTo } from "./observe/reviews.ts";
import type { Looking } from "./observe/source.ts";
import { SOURCES } from "./observe/sources.ts";
import type { RunOptions } from "./options.ts";
import type { Wanted } from "./plan.ts";
import { readStartMark } from "./start-mark.ts";
import { LookError, troubleOf } from "./trouble.ts";

/** One run's hold on one cluster: what was seen, what was judged, and how to look again. */
export interface Session {
  readonly profile: Profile;
  readonly api: ApiClient;
  readonly gather: Gatherer;
  readonly follow: typeof follow;
  readonly ledger: Map<string, Entry>;
  readonly signal: AbortSignal;
  record(event: RunEvent): void;
  /** The judgement that forbids all others: another cluster answers than the profile names. */
  refused(): Promise<Judgement | undefined>;
  interrupt(): void;
  close(): Promise<void>;
}

/** A row that was judged, and what became of it. */
export interface Entry {
  criterion: AnyCriterion;
  judgement: Judgement;
}

export interface SessionInput {
  profile: Profile;
  options: RunOptions;
  /** The run's folder, for transcripts. */
  folder: string;
  wanted: readonly Wanted[];
  record(event: RunEvent): void;
  means?: Partial<Means>;
}

/** By what a session meets its cluster, where that is not the network, this machine's programs and its clock. */
export interface Means {
  connection: Connection;
  commands: Commands;
  limits: RequestLimits;
  follow: typeof follow;
}

/** Sources that write, or take as long as a row's patience: they are read when their row comes. */
const LATE: readonly SourceKey[] = ["ciliumConnectivity", "dnsProbe", "steadiness", "talosHealth"];

/** What does not move in half a minute: read once, it is judged again as it was. */
const STILL: readonly SourceKey[] = [
  ...LOCAL,
  ...([
    "identity",
    "access",
    "serverVersion",
    "customResourceDefinitions",
    "helmReleases",
    "dependents",
    "namespaces",
  ] as const),
  ...([
    "storageClasses",
    "validatingWebhooks",
    "mutatingWebhooks",
    "gatewayClasses",
    "events",
    "ciliumConfig",
  ] as const),
  ...(["sourceSecrets", "sharedSecrets", "helmRepositories", "helmCharts", "ociRepositories", "buckets"] as const),
  ...([
    "ciliumNodes",
    "ciliumBGPClusterConfigs",
    "services",
    "talosVersions",
    "talosLinks",
    "talosTimeStatuses",
  ] as const),
];

/** What asks no cluster is judged whatever cluster answers. */
export const readsOnlyLocally = (criterion: AnyCriterion): boolean =>
  sourcesOf(criterion).every((key) => LOCAL.includes(key));

export const isLate = (key: SourceKey): boolean => LATE.includes(key);

const LIMITS: RequestLimits = { attemptMs: 10_000, totalMs: 30_000 };

export function openSession({ profile, options, folder, wanted, record, means = {} }: SessionInput): Session {
  const interrupted = new AbortController();
  const { signal } = interrupted;
  // a run that asks no cluster needs no kubeconfig, and is not told that there is none
  const isLocal = wanted.every(({ key }) => LOCAL.includes(key));
  const api = clientOf({ profile, options, means, record: isLocal ? () => undefined : record }, signal);
  const looking: Looking & { api: ApiClient } = {
    profile,
    options,
    api,
    signal,
    commands:
      means.commands ?? commands({ folder, onFinished: (event) => record({ at: now().toISOString(), ...event }) }),
  };
  const ledger = new Map<string, Entry>();
  const sources: SourceTable = {
    ...SOURCES,
    access: accessTo(wanted.flatMap(({ key, rows }) => rightsFor(key, profile).map((right) => ({ ...right, rows })))),
    steadiness: async () => steadiness(),
  };
  const gather = gatherer(looking, sources, record);

  /** Judges again, on fresh sources, what had passed, when the steady window is over. */
  async function steadiness(): Promise<{
    windowMs: number;
    rows: { id: string; verdict: string; findings: string[] }[];
  }> {
    const windowMs = profile.workloads.steadyFor;
    await sleep(windowMs, signal);
    const passed = [...ledger.values()].flatMap(({ criterion, judgement }) =>
      judgement.verdict === "pass" && !criterion.needs.some(isLate) ? [criterion] : [],
    );
    const looks = await lookAgain(
      gather,
      [...new Set(passed.flatMap(sourcesOf))].filter((key) => !isLate(key)),
    );
    return {
      windowMs,
      rows: passed.map((criterion) => {
        const { verdict, findings, reason } = judge(criterion, looks, { profile, now: momentOf(looks) });
        const said = findings.map(({ subject, actual }) => `${subject}: ${actual}`);
        return { id: criterion.id, verdict, findings: reason ? [...said, reason] : said };
      }),
    };
  }

  let identity: Promise<Judgement | undefined> | undefined;
  return {
    profile,
    api,
    gather,
    follow: means.follow ?? follow,
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
    const looks = await gather.look(sourcesOf(clusterIsTheOneNamed), 0);
    const judgement = judge(clusterIsTheOneNamed, looks, { profile, now: momentOf(looks) });
    if (looks.identity?.ok) {
      const { kubeSystemUid, simulated } = looks.identity.value;
      record({ event: "identified", at: now().toISOString(), kubeSystemUid, ...(simulated && { simulated }) });
    }
    if (judgement.verdict === "fail") return judgement;
    const missing = await readStartMark(profile, api);
    if (missing !== undefined) record({ event: "warning", at: now().toISOString(), message: missing });
    void gather.look(coming, Number.POSITIVE_INFINITY);
    return undefined;
  }
}

/** What moves is read anew; what stands still is taken as it was read. */
async function lookAgain(gather: Gatherer, keys: readonly SourceKey[]): Promise<Looks> {
  const still = keys.filter((key) => STILL.includes(key));
  const moving = keys.filter((key) => !STILL.includes(key));
  return { ...(await gather.look(still, Number.POSITIVE_INFINITY)), ...(await gather.look(moving, 0)) };
}

export const sourcesOf = (criterion: AnyCriterion): SourceKey[] => [...criterion.needs, ...(criterion.wants ?? [])];

/** The moment of a judgement is that of its newest observation. */
export function momentOf(looks: Looks): Date {
  const times = Object.values(looks).map(({ at }) => Date.parse(at));
  return times.length === 0 ? now() : new Date(Math.max(...times));
}

function clientOf({ profile, options, record, means }: Omit<SessionInput, "folder" | "wanted">, signal: AbortSignal) {
  return apiClient(means?.connection ?? connectionOf(profile, options, record), {
    signal,
    limits: means?.limits ?? LIMITS,
    onRetry: (request, trouble, attempt) =>
      record({ event: "retried", at: now().toISOString(), request, trouble, attempt }),
  });
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
      credentials: () => Promise.reject(new LookError(trouble.kind, trouble.message)),
      refresh: () => undefined,
      close: () => Promise.resolve(),
    };
  }
}
