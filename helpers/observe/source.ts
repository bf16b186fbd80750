import type { Profile } from "../../clusters/profile.ts";
import type { Observations, SourceKey, SourceResult } from "../../observations/observations.ts";
import type { RemoteAnswer } from "../../observations/files.ts";
import type { Api } from "../kube/api.ts";
import type { Commands } from "../command.ts";
import type { RunOptions } from "../call/options.ts";

/** What a source can use for reading. */
export interface SourceContext {
  profile: Profile;
  options: RunOptions;
  api: Api;
  commands: Commands;
  /** Asks a URL of another host. Missing where this run asks no other hosts. */
  ask?: Ask;
  /** Aborts when the run is interrupted or the check's patience is over. */
  signal: AbortSignal;
}

/** Never throws: an error is part of the answer. */
export type Ask = (url: string, signal: AbortSignal) => Promise<RemoteAnswer>;

/**
 * Reads one source once. Throws SourceError where it cannot be read, and never guesses. `seen` returns another source
 * of this run, and throws its trouble where that one could not be read.
 */
export type Source<Key extends SourceKey> = (context: SourceContext, seen: Seen) => Promise<Observations[Key]>;

export interface Seen {
  <Key extends SourceKey>(key: Key): Promise<Observations[Key]>;
  /** The same where this run has read it within the last moments or is reading it now; nothing is asked for it. */
  lately<Key extends SourceKey>(key: Key): Promise<SourceResult<Observations[Key]>> | undefined;
}
