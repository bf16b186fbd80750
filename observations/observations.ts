import type { ApiObservations } from "./api.ts";
import type { CiliumObservations } from "./cilium.ts";
import type { CommandObservations } from "./commands.ts";
import type { FileObservations } from "./files.ts";
import type { KubeLists } from "./lists.ts";
import type { TalosObservations } from "./talos.ts";
import type { Trouble } from "./trouble.ts";

/** Everything a criterion may look at: one key a source, filled by `helpers/observe`. Secret values are in none. */
export interface Observations
  extends FileObservations, ApiObservations, KubeLists, TalosObservations, CiliumObservations, CommandObservations {}

export type SourceKey = keyof Observations;

/** The outcome of looking at one source. */
export type SourceResult<Value> = Read & ({ ok: true; value: Value } | { ok: false; trouble: Trouble });

interface Read {
  /** When the reading ended, by the clock of the machine that read. */
  at: string;
  tookMs: number;
  /** The moment that it tells of, by the cluster's clock; left out where that is `at`. */
  asOf?: string;
}

export type SourceResults = { [Key in SourceKey]?: SourceResult<Observations[Key]> };
