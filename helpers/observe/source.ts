import type { Profile } from "../../clusters/profile.ts";
import type { Observations, SourceKey, SourceResult } from "../../observations/observations.ts";
import type { RemoteAnswer } from "../../observations/files.ts";
import type { Api } from "../kube/api.ts";
import type { Commands } from "../command.ts";
import type { RunOptions } from "../call/options.ts";

/** What a source may use to look. */
export interface SourceContext {
  profile: Profile;
  options: RunOptions;
  api: Api;
  commands: Commands;
  /** What a URL of another host answers; left out where this run asks nobody. */
  ask?: Ask;
  /** Aborts when the run is interrupted or the row's patience is over. */
  signal: AbortSignal;
}

/** Throws nothing: what went wrong is part of the answer. */
export type Ask = (url: string, signal: AbortSignal) => Promise<RemoteAnswer>;

/**
 * Reads one source once. Throws LookError (or anything) when it could not be read; never returns a guess. `seen` gives
 * another source as this run has it, and throws the trouble where it could not be read.
 */
export type Source<Key extends SourceKey> = (context: SourceContext, seen: Seen) => Promise<Observations[Key]>;

export interface Seen {
  <Key extends SourceKey>(key: Key): Promise<Observations[Key]>;
  /** The same where this run has read it within the last moments or is reading it now; nothing is asked for it. */
  lately<Key extends SourceKey>(key: Key): Promise<SourceResult<Observations[Key]>> | undefined;
}
