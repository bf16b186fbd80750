/** Something that is broken for real, and what assay must say of it. */
export interface Fault {
  /** As the call takes it. */
  name: string;
  /** What is broken, in a few words. */
  what: string;
  /** What breaks it, in order. */
  bring: readonly Command[];
  /** The check that must name it as the first cause, and what must stand in the words of its finding. */
  cause: { check: string; says: string };
  /** What puts it right, in order. It must do no harm where nothing was broken. */
  mend: readonly Command[];
  /** How long it may take until it is named; default 5 minutes. */
  redWithinMs?: number;
  /** How long it may take until all is as before; default 5 minutes. */
  greenWithinMs?: number;
}

export interface Command {
  argv: readonly [string, ...string[]];
  stdin?: string;
  /** It may fail: what it removes may be gone. */
  mayFail?: true;
}

export const kubectl = (...args: string[]): Command => ({ argv: ["kubectl", ...args] });

/** Applies objects as they are given. */
export const applied = (...objects: object[]): Command => ({
  argv: ["kubectl", "apply", "--server-side", "--force-conflicts", "-f", "-"],
  stdin: JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
});

/** Deletes what may be gone already; waits until it is. */
export const gone = (...args: string[]): Command => ({
  argv: ["kubectl", "delete", "--ignore-not-found", "--timeout=90s", ...args],
});

/** Lines for a shell of this machine. `$KEPT` is a folder for what a mend needs. */
export const shell = (script: string): Command => ({ argv: ["sh", "-ec", script] });

/** A command that may fail. */
export const maybe = (command: Command): Command => ({ ...command, mayFail: true });
