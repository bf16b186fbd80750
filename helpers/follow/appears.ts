import { statSync } from "node:fs";
import type { Profile } from "../../clusters/profile.ts";
import { judge, type Judgement } from "../../criteria/judge.ts";
import clusterIsTheOneNamed from "../../criteria/prerequisites/cluster-is-the-one-named.ts";
import type { RunEvent } from "../../evidence/event.ts";
import { sleep } from "../wait/clock.ts";
import { commands } from "../command.ts";
import { contextOf, sourcesOf } from "../observe/freshness.ts";
import { gatherer, type Gatherer } from "../observe/gather.ts";
import type { ApiClient } from "../kube/client.ts";
import { kubeconfigPath } from "../observe/files/kubeconfig.ts";
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

/** How often it is looked whether anything changed. */
export const LOOK_MS = 1_000;
/** One attempt each: trouble is what is waited for to end. */
const IMPATIENT = { attemptMs: 3_000, totalMs: 3_000, attempts: 1 };

/** Until somebody answers: everything that keeps them from it is "not yet", but not another cluster. */
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
      // the bootstrap writes the kubeconfig; while it is the same, a login that it asks for is done once
      const by = versionOf(kubeconfigPath(options, profile));
      if (met?.by !== by) {
        await met?.api.close();
        met = { ...meet(input, IMPATIENT), by };
      }
      const results = await met.gather.look(sourcesOf(clusterIsTheOneNamed), 0);
      uid = results.identity?.ok ? results.identity.value.kubeSystemUid : undefined;
      return judge(clusterIsTheOneNamed, results, contextOf(profile, results));
    },
    changed: (atMostMs) => sleep(Math.min(atMostMs, LOOK_MS), signal).catch(() => undefined),
    onAttempt: ({ judgement }) => {
      // two sources that nobody answers say the same
      if (judgement.verdict === "inconclusive") tell(judgement.troubles[0]?.trouble.message ?? summaryOf(judgement));
    },
  });
  await met?.api.close();
  return { judgement, ...(uid !== undefined && { uid }) };
}

/** Another one after each time that the file was written. */
function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${file} ${found.mtimeMs} ${found.size}` : "";
}

interface Met {
  api: ApiClient;
  gather: Gatherer;
}

/** A client whose trouble is nobody's news: it is what is waited for to end. */
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
