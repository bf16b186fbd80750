import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";

/** A program that runs until it is stopped, and never longer than this process. */
export interface Program {
  /** What it said at the end, for whoever has to know why it ended. */
  said(): string;
  /** Whether it still runs. */
  runs(): boolean;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/**
 * The shell between holds a pipe from this process: when that closes, because it was asked to or because this process
 * was killed, the program is killed. Nothing has to be tidied up by anyone.
 */
const UNTIL_THE_PIPE_CLOSES = `exec 3<&0
"$@" 3<&- </dev/null &
child=$!
{ cat <&3 >/dev/null; kill -9 $child 2>/dev/null; } &
wait $child`;

export function start(program: string, args: readonly string[], log: string): Program {
  const output = openSync(log, "w");
  const child: ChildProcess = spawn("/bin/sh", ["-c", UNTIL_THE_PIPE_CLOSES, "sh", program, ...args], {
    stdio: ["pipe", output, output],
    // Ctrl-C is for this process alone: it stops what it started
    detached: true,
  });
  closeSync(output);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      child.stdin?.destroy();
      resolve();
    });
    child.once("error", () => resolve());
  });
  child.stdin?.on("error", () => undefined);
  child.unref();
  return {
    said: () => readFileSync(log, "utf8").slice(-2_000),
    runs: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      child.ref();
      child.stdin?.destroy();
      await ended;
    },
  };
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once("error", reject);
          server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
