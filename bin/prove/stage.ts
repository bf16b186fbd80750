import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Profile } from "../../clusters/profile.ts";
import { watchdog } from "../../helpers/watchdog.ts";
import { liveIn } from "../../helpers/wait/clock.ts";
import type { RunOptions } from "../../helpers/call/options.ts";
import { select, type Suite } from "../../helpers/session/plan.ts";
import type { SessionDependencies } from "../../helpers/session/session.ts";
import { writeClientFiles, type ClientFiles } from "../../lab/files.ts";
import { inProcess, type InProcess } from "../../lab/in-process.ts";
import { createAuthority } from "../../lab/pki.ts";
import { momentsOf, playedFrom, profileOf, type Scenario } from "../../lab/scenario.ts";
import { SCENE } from "../../lab/scene.ts";
import { kubeconfigFor, talosconfigFor } from "../../lab/server/client-files.ts";
import { clientRequestOf } from "../../lab/server/server.ts";
import type { World } from "../../lab/world.ts";
import { tick } from "../../lab/worlds/healthy.ts";
import type { Run } from "../../evidence/run.ts";
import { judged, type Judged } from "./judged.ts";
import { inProcessDependencies, type Remembered } from "./in-process.ts";
import { virtualTime, type VirtualTime } from "./virtual-time.ts";

/** Where scenarios are played one after another, in this process and in virtual time: nothing waits. */
export interface Stage {
  /**
   * The run as it would be told: judged by the very session that judges a cluster, over an API and commands in this
   * process.
   */
  play(scenario: Scenario): Promise<Run>;
  /** The same, with everything that was seen, the profile it was judged by, and the moment at its end. */
  look(scenario: Scenario): Promise<Looked>;
  dispose(): void;
}

export interface Looked extends Judged {
  options: RunOptions;
  now: Date;
}

/** When every scenario begins: the same moment always, so that a run can be compared with the one before. */
export const START = SCENE;

/** `other`: by what a session meets the cluster, where that is not the lab in this process. */
export function openStage(
  profiles: (name: string) => Profile,
  suites: readonly Suite[],
  other?: (lab: InProcess, world: () => World, server: string) => Partial<SessionDependencies>,
): Stage {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-stage-"));
  watchdog().remove(folder);
  const before = process.env["SOPS_AGE_KEY_FILE"];
  const files = clientFiles(folder);
  const checkouts: Remembered["checkouts"] = new Map();
  const places = new WeakMap<Profile, Place>();

  async function perform(scenario: Scenario): Promise<Looked> {
    const profile = profileOf(scenario, profiles(scenario.cluster ?? "lab"), START);
    const judging = scenario.judgedBy?.(profile) ?? profile;
    const time = virtualTime(START);
    const leave = liveIn(time);
    try {
      const world = worldOf(scenario, profile, time);
      const place = places.get(profile) ?? { server: inProcess(world, time), lists: new Map() };
      places.set(profile, place);
      const { server, lists } = place;
      server.enter(world, time);
      const client = await files(world(), profile);
      process.env["SOPS_AGE_KEY_FILE"] = client.environment.SOPS_AGE_KEY_FILE;
      const moments = momentsOf(scenario);
      const options: RunOptions = {
        ...{
          cluster: "lab",
          suites: [],
          only: [],
          out: folder,
          probes: false,
          backend: "lab",
          scenario: scenario.name,
        },
        // a world that stands still is judged once: patience changes nothing
        patience: moments.length > 0 ? 1 : 0,
        ...(scenario.follow && { follow: true }),
        ...client.options,
        endpoint: profile.kubernetes.endpoint,
      };
      const { endpoint } = profile.kubernetes;
      const inThisProcess = inProcessDependencies(server, endpoint, { lists, checkouts }, time);
      const dependencies = { ...inThisProcess, ...other?.(server, world, endpoint), follow: time.follow(moments) };
      const played = await judged({ profile: judging, options, suites: select(suites, options), dependencies });
      return { ...played, options, now: time.now() };
    } finally {
      leave();
    }
  }

  return {
    play: async (scenario) => (await perform(scenario)).run,
    look: perform,
    dispose() {
      if (before === undefined) delete process.env["SOPS_AGE_KEY_FILE"];
      else process.env["SOPS_AGE_KEY_FILE"] = before;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the scenarios of one profile are played: their worlds share most of their objects. */
interface Place {
  server: InProcess;
  lists: Remembered["lists"];
}

/** The world at the moment: heartbeats go on, and what the scenario changes has changed. */
function worldOf(scenario: Scenario, profile: Profile, time: VirtualTime): () => World {
  const played = playedFrom(scenario, profile, START);
  let known: { at: number; of: World; world: World } | undefined;
  return () => {
    const [of, at] = [played(time.now()), time.monotonicMs()];
    const there = new Date(time.now().getTime() + (scenario.clocksAheadMs ?? 0));
    if (known?.at !== at || known.of !== of) known = { at, of, world: tick(of, there) };
    return known.world;
  };
}

/** Kubeconfig, talosconfig, age key and checkout; the same for worlds that agree about them. */
function clientFiles(folder: string): (world: World, profile: Profile) => Promise<ClientFiles> {
  const authority = createAuthority("lab-kubernetes-ca");
  const written = new Map<string, Promise<ClientFiles>>();
  return (world, { kubernetes: { endpoint } }) => {
    const client = clientRequestOf(world);
    const key = JSON.stringify([world.files, client, endpoint]);
    const known =
      written.get(key) ??
      writeClientFiles(world, path.join(folder, String(written.size)), {
        kubeconfig: kubeconfigFor(world, endpoint, authority.ca, authority.issue(client)),
        talosconfig: talosconfigFor(world, authority),
      });
    written.set(key, known);
    return known;
  };
}
