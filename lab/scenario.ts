import { isDeepStrictEqual } from "node:util";
import type { Profile } from "../clusters/profile.ts";
import { onScene } from "./scene.ts";
import type { World, WorldAt } from "./world.ts";
import { healthyWorld } from "./worlds/healthy.ts";

/**
 * What goes wrong: a world as it was, and as it is with the fault. Pure, and it leaves alone what it does not touch.
 */
export type Fault = (world: World) => World;

/** A fault for a while: milliseconds since the scenario began. */
export interface Timed {
  fault: Fault;
  fromMs?: number;
  untilMs?: number;
}

/** A world, what goes wrong in it, and what must be told of it. Every check that is not named keeps its verdict. */
export interface Scenario {
  /** As `--scenario` takes it. */
  name: string;
  /** What happened, in one sentence. */
  title: string;
  /**
   * Where it was seen, in a few words: "a real cluster", "a public repository", "a cascade". The kill matrix shows it.
   */
  from: string;
  /** A trouble of the API or of a command: real HTTPS and real processes must tell it too. */
  trouble?: true;
  /** The profile that it plays on, of those that come with assay; default `lab`. */
  cluster?: "infra" | "apps" | "kind";
  /** What is otherwise on its cluster than that profile says. */
  profile?: (profile: Profile) => Profile;
  /** What the profile that judges leaves out of the one that the world is built from. */
  judgedBy?: (profile: Profile) => Profile;
  /** Where the healthy world of the profile is not what it begins with. */
  world?: (profile: Profile, now: Date) => World;
  faults: readonly (Fault | Timed)[];
  /** How far the cluster's clocks are ahead of the one of the machine that judges it, in milliseconds; default 0. */
  clocksAheadMs?: number;
  /** It begins before its cluster is there: it is played with --follow. */
  follow?: true;
  /** Left out of a healthy variant: it must stay green. */
  expect?: Expectation;
}

/** Ids of checks. */
export interface Expectation {
  /** The root causes as the diagnosis names them, in its order: what an operator reads first. */
  first: readonly string[];
  /** Checks that fail with them. */
  falls?: readonly string[];
  /** Checks that can no longer be judged; of these too, what is a cause stands in `first`. */
  unseen?: readonly string[];
  /** What must stand in the words of some finding, its mend or a remark: the reason, not only the verdict. */
  says?: readonly string[];
  /** Checks that the profile excuses. */
  waived?: readonly string[];
}

/** The lab as it is without any fault. */
export const HEALTHY: Scenario = { name: "healthy", title: "Nothing is wrong", from: "the lab itself", faults: [] };

/** The profile that a scenario is judged by, of the one that it plays on. */
export const profileOf = ({ profile }: Scenario, base: Profile, start: Date): Profile =>
  profile ? onScene(profile(base), start) : base;

/** The scenario's world at any moment after its start; between two changes it is the same object. */
export function playedFrom(scenario: Scenario, profile: Profile, start: Date): WorldAt {
  const { world = healthyFrom, faults } = scenario;
  const timed = faults.map((it): Timed => (typeof it === "function" ? { fault: it } : it));
  const healthy = world(profile, new Date(start.getTime() + (scenario.clocksAheadMs ?? 0)));
  const states = new Map<string, World>();
  return (at) => {
    const elapsed = at.getTime() - start.getTime();
    const active = timed.map(({ fromMs = 0, untilMs = Infinity }) => fromMs <= elapsed && elapsed < untilMs);
    const key = active.join();
    const known =
      states.get(key) ??
      placed(
        timed.reduce((so, { fault }, n) => (active[n] ? apply(fault, so) : so), healthy),
        healthy,
        start,
      );
    states.set(key, known);
    return known;
  };
}

/** What faults made has the times that the scenario tells. */
function placed(world: World, healthy: World, start: Date): World {
  const before = new Set(healthy.kubernetes.objects);
  const objects = world.kubernetes.objects.map((object) => (before.has(object) ? object : onScene(object, start)));
  return {
    ...world,
    kubernetes: { ...world.kubernetes, objects },
    talos: world.talos === healthy.talos ? world.talos : onScene(world.talos, start),
    files: world.files === healthy.files ? world.files : onScene(world.files, start),
  };
}

/** When a scenario's world changes, in milliseconds since its start; none for one that stands still. */
export function momentsOf({ faults }: Scenario): number[] {
  const moments = faults.flatMap((it) =>
    typeof it === "function" ? [] : [it.fromMs ?? 0, it.untilMs ?? Number.POSITIVE_INFINITY],
  );
  return [...new Set(moments)].filter((ms) => ms > 0 && ms < Number.POSITIVE_INFINITY).sort((a, b) => a - b);
}

/** Made once a profile and moment: nothing changes a world, faults make another. */
function healthyFrom(profile: Profile, now: Date): World {
  const known = made.get(profile);
  if (known?.now === now.getTime()) return known.world;
  const world = healthyWorld(profile, { now });
  made.set(profile, { now: now.getTime(), world });
  return world;
}

const made = new WeakMap<Profile, { now: number; world: World }>();

/** Objects that a fault left alone are the same: only the others are looked into. */
function isSame(one: World, other: World): boolean {
  const [objects, others] = [one.kubernetes.objects, other.kubernetes.objects];
  if (objects.length !== others.length) return false;
  if (!objects.every((object, index) => object === others[index] || isDeepStrictEqual(object, others[index])))
    return false;
  const rest = ({ kubernetes, ...world }: World): unknown => ({ ...world, ...kubernetes, objects: [] });
  return isDeepStrictEqual(rest(one), rest(other));
}

/** A fault that changes nothing proves nothing. */
function apply(fault: Fault, before: World): World {
  const after = fault(before);
  if (isSame(after, before)) throw new Error(`the fault ${fault.name || "of this scenario"} changes nothing`);
  return after;
}
