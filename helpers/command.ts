/** Runs commands that look. Filled in by the only file that spawns processes: this one. */
export interface Commands {
  /**
   * Runs one command to its end, its deadline or the signal; it is killed with its children by SIGKILL, and a kill is
   * never mistaken for success. Throws LookError only when it cannot be started (`command-missing`).
   */
  run(argv: readonly [string, ...string[]], options: CommandOptions): Promise<CommandResult>;
}

export interface CommandOptions {
  deadlineMs: number;
  signal?: AbortSignal;
}

export interface CommandResult {
  argv: readonly string[];
  /** `undefined` when a signal ended it. */
  exit: number | undefined;
  signal?: string;
  /** By its deadline or by us. */
  killed: boolean;
  stdout: string;
  stderr: string;
  tookMs: number;
  /** Its redacted transcript under the run's folder. */
  transcript: string;
}
