import type { Trouble } from "./trouble.ts";

/** What talosctl says of the machines. */
export interface TalosObservations {
  /**
   * `mode`: metal, cloud or container, as the machine says; some versions do not. `rbac`: whether it asks callers for
   * their roles.
   */
  talosVersions: PerNode<{ tag: string; mode?: string; rbac?: boolean }>;
  talosMachineStatuses: PerNode<
    TalosResource<{
      stage?: string;
      status?: { ready?: boolean; unmetConditions?: { name: string; reason: string }[] | null };
    }>[]
  >;
  talosServices: PerNode<TalosResource<{ running?: boolean; healthy?: boolean; unknown?: boolean }>[]>;
  talosLinks: PerNode<TalosResource<TalosLink>[]>;
  talosTimeStatuses: PerNode<TalosResource<{ synced?: boolean; syncDisabled?: boolean; epoch?: number }>[]>;
  talosDiagnostics: PerNode<TalosResource<{ message?: string; details?: string[] | null }>[]>;
  talosKubePrism: PerNode<TalosResource<{ host?: string; healthy?: boolean }>[]>;
  /** Of control-plane nodes only, as are the next two. */
  etcdMembers: PerNode<{ id: string; hostname: string; peerUrls: string[]; learner: boolean }[]>;
  etcdStatuses: PerNode<{
    member: string;
    leader: string;
    raftTerm: string;
    learner: boolean;
    errors: string;
    dbSize: string;
  }>;
  etcdAlarms: PerNode<{ member: string; alarm: string }[]>;
  talosHealth: {
    node: string;
    exit: number | undefined;
    killed: boolean;
    /** In order: the check's description and its last state (`OK`, `SKIP`, `...` or the error's text). */
    checks: { description: string; state: string }[];
    /** Addresses of the line `discovered nodes: […]`: the nodes that it looked at; left out where it printed none. */
    discovered?: string[];
    error: string;
    transcript: string;
  };
}

/**
 * One answer a node, asked one at a time: over several nodes talosctl prints lines in order of arrival, turns a failing
 * node into a warning with exit 0, and names no node in its errors.
 */
export type PerNode<Value> = {
  node: string;
  address: string;
  look: { ok: true; value: Value } | { ok: false; trouble: Trouble };
}[];

/** A Talos resource as `talosctl get -o json` prints it. */
export interface TalosResource<Spec> {
  metadata: {
    namespace: string;
    type: string;
    id: string | number | boolean;
    version: number;
    phase: string;
    created: string;
    updated: string;
  };
  node: string;
  spec: Spec;
}

export interface TalosLink {
  index?: number;
  kind?: string;
  type?: string;
  slaveKind?: string;
  masterIndex?: number;
  mtu?: number;
  operationalState?: string;
  linkState?: boolean;
  bondMaster?: { mode?: string; lacpRate?: string; xmitHashPolicy?: string };
}
