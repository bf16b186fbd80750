import { existsSync, readFileSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { freemem } from "node:os";
import type { Runtime } from "./runtime.ts";

/** What the machine has for a cluster; left out what could not be asked. */
export interface Room {
  /** Bytes of memory that the machine has, and those that are free. */
  memory?: number;
  memoryFree?: number;
  /** Where images go, and how many bytes are free there. */
  disk?: { folder: string; free: number };
  /** fs.inotify.max_user_instances */
  inotify?: number;
  /** The port of the API server on this machine, which another process has. */
  portTaken?: string;
}

const GIB = 1024 ** 3;

/**
 * What this cluster takes, measured with kind 0.33 and Docker: 3 GiB of memory, 15 GiB of disk, and 97 inotify instances
 * before the last releases are there. https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files
 */
const NEEDS = { memory: 4 * GIB, memoryFree: 3 * GIB, disk: 15 * GIB, inotify: 160 };

/** Each thing of which there is not enough, in a sentence that ends with the remedy. */
export function shortOf({ memory, memoryFree, disk, inotify, portTaken }: Room): string[] {
  const short: string[] = [];
  if (memory !== undefined && memory < NEEDS.memory)
    short.push(
      `the container runtime has ${gib(memory)} of memory, three nodes take ${gib(NEEDS.memory)}; give it more`,
    );
  else if (memoryFree !== undefined && memoryFree < NEEDS.memoryFree)
    short.push(`${gib(memoryFree)} of memory are free, three nodes take ${gib(NEEDS.memoryFree)}; end other programs`);
  if (disk && disk.free < NEEDS.disk)
    short.push(
      `${disk.folder}, where images go, has ${gib(disk.free)} free, the cluster takes ${gib(NEEDS.disk)}; remove images that nobody needs (docker system prune)`,
    );
  if (inotify !== undefined && inotify < NEEDS.inotify)
    short.push(
      `fs.inotify.max_user_instances is ${inotify}, three nodes take more than 100 of them, and fail with "too many open files"; sudo sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288`,
    );
  if (portTaken !== undefined)
    short.push(
      `${portTaken}, which kind/kind.yaml gives the API server, is taken by another process; end it (ss -ltnp shows it)`,
    );
  return short;
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** `address`: host and port of the API server. */
export async function roomHere({ memory, folder }: Runtime, [host, port]: [string, number]): Promise<Room> {
  const isHere = folder !== undefined;
  const disk = isHere ? await freeIn(folder) : undefined;
  return {
    ...(memory !== undefined && { memory }),
    ...(isHere && { memoryFree: freemem() }),
    ...(isHere && disk !== undefined && { disk: { folder, free: disk } }),
    ...(isHere && existsSync(INOTIFY) && { inotify: Number(readFileSync(INOTIFY, "utf8")) }),
    ...((await isTaken(host, port)) && { portTaken: `${host}:${port}` }),
  };
}

const INOTIFY = "/proc/sys/fs/inotify/max_user_instances";

async function freeIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const isTaken = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code === "EADDRINUSE"));
    server.listen(port, host, () => server.close(() => resolve(false)));
  });
