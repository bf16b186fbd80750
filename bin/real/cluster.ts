import type { Fault } from "./fault.ts";

/** A cluster that may be broken. */
export interface Cluster {
  /** Its heading in docs/development/real.md. */
  title: string;
  /** What `--cluster`, `--kubeconfig` and `--talosconfig` are given. */
  judgedBy: readonly string[];
  /** Variables of the commands that break and mend it. */
  environment: Readonly<Record<string, string>>;
  faults: readonly Fault[];
}

/** Why a cluster is not judged: its parts are not there. */
export class Absent extends Error {
  override readonly name = "Absent";
}

/** Why a cluster is not broken: nobody says that it may be thrown away. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
