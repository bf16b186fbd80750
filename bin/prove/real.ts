import type { Profile } from "../../clusters/profile.ts";
import type { Suite } from "../../helpers/session/plan.ts";
import { Front } from "../../lab/real/front.ts";
import { playedOn } from "../../lab/real/played.ts";
import { startReal } from "../../lab/real/server.ts";
import { whyLeftOut } from "../../lab/real/left-out.ts";
import { momentsOf, playedFrom, profileOf, type Scenario } from "../../lab/scenario.ts";
import type { Run } from "../../evidence/run.ts";
import { openStage, START } from "./stage.ts";

/** Scenarios on a real kube-apiserver: real HTTPS to it, its own etcd, its own RBAC; the commands are the lab's. */
export interface RealStage {
  /** Of the server, as it says it: `v1.35.4`. */
  version: string;
  /** Why this scenario cannot be held here; `undefined` where it can. */
  leftOut(scenario: Scenario): string | undefined;
  play(scenario: Scenario): Promise<Run>;
  dispose(): Promise<void>;
}

/** It is near, but a real one: it may be busy, and is never silent for ever. */
const LIMITS = { attemptMs: 10_000, totalMs: 30_000, attempts: 4, pauseMs: [5, 50] } as const;

/** `assets`: the folder that holds etcd and kube-apiserver, as KUBEBUILDER_ASSETS names it. */
export async function openRealStage(
  assets: string,
  profiles: (name: string) => Profile,
  suites: readonly Suite[],
): Promise<RealStage> {
  const server = await startReal(assets, { cached: false });
  const { gitVersion } = JSON.parse((await server.ask("GET", "/version")).body) as { gitVersion: string };
  const played = playedOn(server);
  const stage = openStage(profiles, suites, (lab, world, endpoint) => ({
    around: (client) => client,
    limits: LIMITS,
    connection: {
      server: endpoint,
      chains: () => lab.chains(),
      // asked before each request: the server is given what the world has become
      credentials: async () => {
        await played.enter(world());
        return { dispatcher: new Front(played.client(), server.url, lab.dispatcher, () => world().now), headers: {} };
      },
      refresh: () => undefined,
      close: () => Promise.resolve(),
    },
  }));
  return {
    version: gitVersion,
    leftOut: (scenario) =>
      leftOut(scenario, profileOf(scenario, profiles(scenario.cluster ?? "lab"), START), gitVersion),
    play: stage.play,
    dispose: async () => {
      stage.dispose();
      await server.stop();
    },
  };
}

/** At its start and after each of its moments. */
function leftOut(scenario: Scenario, profile: Profile, version: string): string | undefined {
  const before = playedFrom({ ...scenario, faults: [] }, profile, START)(START);
  const at = playedFrom(scenario, profile, START);
  for (const ms of [0, ...momentsOf(scenario)]) {
    const why = whyLeftOut(before, at(new Date(START.getTime() + ms)), version);
    if (why !== undefined) return why;
  }
  return undefined;
}
