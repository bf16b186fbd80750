import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";

/** A program that runs until it is stopped, and never longer than this process. */
export interface Program {
  /** What it said last, once it ended by itself. */
  said(): string;
  /** Whether it still runs. */
  runs(): boolean;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/**
 * The shell between holds a pipe from this process: when that closes, because it was asked to or because this process
 * was killed, the program is killed and its folder removed. Nothing has to be tidied up by anyone.
 */
const UNTIL_THE_PIPE_CLOSES = `exec 3<&0
"$@" 3<&- </dev/null &
child=$!
{ cat <&3 >/dev/null; kill -9 $child 2>/dev/null; sleep 0.2; rm -rf -- "$0"; } &
wait $child`;

/** `folder`: its own, or one that all programs of a server share; it goes when one of them does. */
export function start(program: string, args: readonly string[], folder: string): Program {
  const log = path.join(folder, `${path.basename(program)}.log`);
  const output = openSync(log, "w");
  const child: ChildProcess = spawn("/bin/sh", ["-c", UNTIL_THE_PIPE_CLOSES, folder, program, ...args], {
    stdio: ["pipe", output, output],
    // Ctrl-C is for this process alone: it stops what it started
    detached: true,
  });
  closeSync(output);
  let said = "";
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      said = existsSync(log) ? readFileSync(log, "utf8").slice(-2_000) : "";
      child.stdin?.destroy();
      resolve();
    });
    child.once("error", () => resolve());
  });
  child.stdin?.on("error", () => undefined);
  child.unref();
  return {
    said: () => said,
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
