import { expect, test } from "vitest";
import { shortOf } from "./room.ts";

const GIB = 1024 ** 3;

test("a machine with enough of all, and one that could not be asked", () => {
  const disk = { folder: "/var/lib/docker", free: 40 * GIB };
  expect(shortOf({ memory: 16 * GIB, memoryFree: 8 * GIB, disk, inotify: 512 })).toEqual([]);
  expect(shortOf({})).toEqual([]);
});

test("each thing that is short is told with its remedy", () => {
  const disk = { folder: "/var/lib/docker", free: 2.5 * GIB };
  expect(shortOf({ memory: 2 * GIB, memoryFree: GIB, disk, inotify: 128, portTaken: "127.0.0.1:6443" })).toEqual([
    "the container runtime has 2.0 GiB of memory, three nodes take 4.0 GiB; give it more",
    "/var/lib/docker, where images go, has 2.5 GiB free, the cluster takes 15.0 GiB; remove images that nobody needs (docker system prune)",
    expect.stringMatching(/^fs.inotify.max_user_instances is 128, .*sudo sysctl fs.inotify.max_user_instances=512/),
    "127.0.0.1:6443, which kind/kind.yaml gives the API server, is taken by another process; end it (ss -ltnp shows it)",
  ]);
  expect(shortOf({ memory: 16 * GIB, memoryFree: GIB })).toEqual([
    expect.stringMatching(/^1.0 GiB of memory are free/),
  ]);
});
