import type { Place } from "../store/place.ts";

/** The options of a run, checked. `npm test` and a plain `npx vitest run` share them. */
export interface RunOptions {
  /** The name of a profile, the path of one, or lab. */
  cluster: string;
  suites: string[];
  only: string[];
  kubeconfig?: string;
  context?: string;
  talosconfig?: string;
  /** The API server's URL where it differs from the profile's: a tunnel, the lab. */
  endpoint?: string;
  /** Address that is asked in place of all other hosts: the lab's stand-in for them. */
  elsewhere?: string;
  repo?: string;
  /** No cluster is named: the checkout of `repo` is judged by a profile that is drafted from it. */
  drafted?: { name?: string };
  /** The folder that holds the folders of runs. */
  out: string;
  /** How many of the cluster's runs that passed stay, or for how long. Default: all of them. */
  keep?: { count: number } | { forMs: number };
  /** Where metrics go, beside those of the folder. */
  metrics?: string;
  /** Where the evidence is copied to. */
  push?: Place;
  /** The URL of a dead-man service; it is a secret. */
  ping?: string;
  /** Where to post how far the run is. */
  progress?: string;
  /** When the bootstrap began, in RFC 3339. */
  startedAt?: string;
  /** Whether to watch the bootstrap first, before the suites begin. */
  follow?: boolean;
  /** How long to watch at most, in milliseconds. Default: twice the profile's budget. */
  followForMs?: number;
  /** Multiplies every check's patience; 0 judges once. */
  patience: number;
  connectivity?: "full" | "smoke" | "off";
  /** Whether pods of assay may be created, in a namespace of their own, to resolve names. */
  probes: boolean;
  /** Whether the run is written into the cluster, as a ClusterReport. */
  reportToCluster?: boolean;
  backend: "live" | "lab" | "replay";
  /** The file of the key that signs the evidence. */
  sign?: string;
  scenario?: string;
}
