import { statSync } from "node:fs";
import type { Profile } from "../../clusters/profile.ts";
import { standingOf } from "../../criteria/derive/standing.ts";
import { judge, type Judgement } from "../../criteria/judge.ts";
import clusterIsTheOneNamed from "../../criteria/prerequisites/cluster-is-the-one-named.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { sleep } from "../wait/clock.ts";
import { commands } from "../command.ts";
import { contextOf, sourcesOf } from "../observe/freshness.ts";
import { gatherer, type Gatherer } from "../observe/gather.ts";
import type { ApiClient } from "../kube/client.ts";
import { reachBy } from "../observe/files/kubeconfig.ts";
import { SOURCES } from "../observe/sources.ts";
import type { RunOptions } from "../call/options.ts";
import { clientOf, type SessionDependencies } from "../session/session.ts";
import { summaryOf } from "../session/verify.ts";
import { wait } from "../wait/wait.ts";

export interface FollowInput {
  profile: Profile;
  options: RunOptions;
  record(event: RunEvent): void;
  signal: AbortSignal;
  dependencies?: Partial<SessionDependencies>;
}

/** How often we look whether anything changed. */
export const LOOK_MS = 1_000;
/** One attempt each: the caller tries again anyway. */
const IMPATIENT = { attemptMs: 3_000, totalMs: 3_000, attempts: 1 };

/**
 * Waits until a cluster answers. Any trouble means "not yet"; only another cluster than the profile's ends the wait.
 */
export async function appears(
  input: FollowInput,
  deadlineMs: number,
  tell: (summary: string) => void,
): Promise<{ judgement: Judgement; uid?: string }> {
  const { profile, options, signal } = input;
  let uid: string | undefined;
  let met: (Met & { by: string }) | undefined;
  const { judgement } = await wait({
    deadlineMs,
    signal,
    mayWait: () => true,
    judge: async () => {
      // the bootstrap writes the kubeconfig; while the file stays the same the client is kept, so that a login is asked
      // for once
      const by = versionOf(reachBy(options, profile).file);
      if (met?.by !== by) {
        await met?.api.close();
        met = { ...meet(input, IMPATIENT), by };
      }
      const results = await met.gather.look(sourcesOf(clusterIsTheOneNamed), 0);
      const identity = results.identity?.ok ? results.identity.value : undefined;
      uid = identity?.kubeSystem.ok ? identity.kubeSystem.value.uid : undefined;
      const judgement = judge(clusterIsTheOneNamed, results, contextOf(profile, results));
      // its first node may still have to join: the suites ask again
      const answers = standingOf(judgement, identity) === "unknown" && identity?.kubeSystem.ok && identity.nodes.ok;
      return answers ? { ...judgement, verdict: "pass" } : judgement;
    },
    changed: (atMostMs) => sleep(Math.min(atMostMs, LOOK_MS), signal).catch(() => undefined),
    onAttempt: ({ judgement }) => {
      // where neither source can be read, both say the same
      if (judgement.verdict === "inconclusive") tell(judgement.troubles[0]?.trouble.message ?? summaryOf(judgement));
    },
  });
  await met?.api.close();
  return { judgement, ...(uid !== undefined && { uid }) };
}

/** Changes each time the file is written. */
function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${file} ${found.mtimeMs} ${found.size}` : "";
}

interface Met {
  api: ApiClient;
  gather: Gatherer;
}

/** A client that records neither retries nor trouble: while we wait for the cluster, trouble is expected. */
export function meet(
  { profile, options, dependencies = {}, signal }: FollowInput,
  limits: NonNullable<SessionDependencies["limits"]>,
): Met {
  const silent = (): void => undefined;
  const api = clientOf({ profile, options, dependencies: { limits, ...dependencies }, record: silent }, signal);
  const run = dependencies.commands ?? commands({ folder: "", onFinished: silent });
  const sources = { ...SOURCES, ...UNASKED };
  return { api, gather: gatherer({ profile, options, api, commands: run, signal }, sources, silent) };
}

const unasked = (): Promise<never> => Promise.reject(new Error("not asked while the bootstrap is followed"));
const UNASKED = { access: unasked, steadiness: unasked, followed: unasked };
