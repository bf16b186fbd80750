import { rmSync } from "node:fs";
import path from "node:path";
import type { Profile } from "../clusters/profile.ts";
import { every, now } from "./clock.ts";
import { install } from "./commands/install.ts";
import { makeLabFolder } from "./folder.ts";
import { writeClientFiles, type ClientFiles } from "./files.ts";
import { HEALTHY, playedFrom, type Scenario } from "./scenario.ts";
import { serveElsewhere } from "./server/elsewhere.ts";
import { serve } from "./server/server.ts";
import { tick } from "./worlds/healthy.ts";
import type { World } from "./world.ts";

/** A lab that runs: a cluster that isn't there, met over HTTPS and on PATH. */
export interface Lab {
  /** What leads to it, as a call's flags would. */
  options: ClientFiles["options"] & { endpoint: string; elsewhere: string };
  /** PATH with the stand-in commands first, and the age key's file. */
  environment: Record<string, string>;
  /** Puts another world in place: watches tell of it, commands answer from it. */
  set(world: World): void;
  /** Stops the server and removes the files. */
  dispose(): void;
}

/**
 * Starts what a scenario plays, from now on, on the cluster that this profile (the scenario's own) describes. Its files,
 * keys among them, come into `folder`.
 */
export async function startLab(profile: Profile, scenario: Scenario = HEALTHY, folder = makeLabFolder()): Promise<Lab> {
  const start = now();
  const played = playedFrom(scenario, profile, start);
  const there = (): Date => new Date(now().getTime() + (scenario.clocksAheadMs ?? 0));
  let world = played(start);
  // kubelets go on renewing their leases while the lab runs
  const server = await serve((at) => tick(world, at), { pollMs: HEARTBEAT_MS, at: there });
  const elsewhere = await serveElsewhere(() => world);
  const commands = install(world, path.join(folder, "bin"));
  const files = await writeClientFiles(world, folder, {
    kubeconfig: server.kubeconfig(),
    talosconfig: server.talosconfig(),
  });
  const set = (next: World): void => {
    world = next;
    server.setWorld(next);
    commands.update(next);
  };
  const stop = every(MOVING_MS, () => {
    const next = played(now());
    if (next !== world) set(next);
  });

  return {
    options: { ...files.options, endpoint: server.url, elsewhere: elsewhere.url },
    environment: {
      PATH: commands.path,
      ...files.environment,
    },
    set,
    dispose: () => {
      stop();
      void server.close();
      elsewhere.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const HEARTBEAT_MS = 5_000;
const MOVING_MS = 50;
