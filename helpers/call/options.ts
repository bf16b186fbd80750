/** What the command line said, checked: the same for the launcher and for a plain `npx vitest run`. */
export interface RunOptions {
  /** infra, apps, kind, lab, or the path of a profile. */
  cluster: string;
  suites: string[];
  only: string[];
  kubeconfig?: string;
  context?: string;
  talosconfig?: string;
  /** The API server's URL where it differs from the profile's: a tunnel, the lab. */
  endpoint?: string;
  /** Who is asked in the place of all other hosts: the lab's stand-in for them. */
  elsewhere?: string;
  repo?: string;
  /** Parent of the run's folder; default reports/out. */
  out: string;
  /** RFC 3339: when the bootstrap began. */
  startedAt?: string;
  /** Watch the bootstrap before the suites begin, until it is over. */
  follow?: boolean;
  /** At most so long, in milliseconds; default twice the budget. */
  followForMs?: number;
  /** Multiplies every check's patience; 0 judges once. */
  patience: number;
  connectivity?: "full" | "smoke" | "off";
  /** Lets a pod of ours resolve names in a namespace of its own. */
  probes: boolean;
  backend: "live" | "lab" | "replay";
  scenario?: string;
}
