import type { Run } from "../evidence/run.ts";

/** One cluster of several, after its process ended. */
export interface Member {
  /** As the call names it: a name or the path of a profile. */
  cluster: string;
  /** The profile's name; what the call says where the profile could not be read. */
  name: string;
  /** The process's exit code, by the same table as a single run's. */
  exit: Exit;
  /** Left out where the process ended before a run was told. */
  run?: Run;
  /** Why there is no run, in a sentence. */
  why?: string;
  /** The folder of its evidence. */
  folder?: string;
  /** Left out where there is no run. */
  seen?: Sight;
  tookMs: number;
}

export type Exit = Run["outcome"]["exit"];

/** What a run observed that must differ between clusters, or be the same from both ends. */
export interface Sight {
  /** The UID of the Namespace kube-system: no two clusters have the same. */
  uid: Seen<string>;
  ciliumId: Seen<number>;
  ciliumName: Seen<string>;
  /** CIDRs. */
  pods: Seen<readonly string[]>;
  services: Seen<readonly string[]>;
  /** Remote clusters by their name: on how many nodes they are configured, and from how many connected. */
  mesh: Seen<Record<string, { configured?: number; connected?: number }>>;
  /** The names of Cilium's clusters that the profile declares to be in the same mesh. */
  declared: readonly string[];
}

/** `left-out`: no check of this run needed it, or the cluster does not have it. */
export type Seen<Value> = { ok: true; value: Value } | { ok: false; why: string; isLeftOut?: true };

/**
 * The worst first. A failure was seen and is told whatever else there is; a wrong call or profile (2) comes before what
 * could not be judged (3), because no further attempt heals it.
 */
const WORST: readonly Exit[] = [1, 2, 3, 0];

/** The exit code of all. Of no clusters at all nothing was judged. */
export const worstOf = (exits: readonly Exit[]): Exit => WORST.find((exit) => exits.includes(exit)) ?? 3;
