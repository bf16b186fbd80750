import { rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { StandIns } from "./testing/stand-ins.ts";

let its: StandIns;
beforeEach(() => {
  its = new StandIns();
  for (const tool of ["helm", "kubectl", "kind"]) its.put(tool);
});
afterEach(() => rmSync(its.folder, { recursive: true, force: true }));

const said = async () => (await its.start("up", "--anyway")).stderr;

test("no container runtime at all", async () => {
  rmSync(`${its.folder}/docker`);
  expect(await said()).toContain("none of docker, podman and nerdctl is on PATH; install one");
});

test("one whose daemon does not run, in Docker's words of either way", async () => {
  its.put("docker", { says: '{"ServerErrors":["Cannot connect to the Docker daemon"]}' });
  expect(await said()).toContain("docker is on PATH, but does not answer: Cannot connect to the Docker daemon\n");
  its.put("docker", { fails: ["info", 1, "permission denied while trying to connect"] });
  expect(await said()).toContain("does not answer: permission denied while trying to connect\n  start it (systemctl");
});

test("podman, where Docker's daemon does not run; kind gets it", async () => {
  its.put("docker", { fails: ["info", 1] });
  its.put("podman", { says: '{"host":{"memTotal":17179869184},"store":{"graphRoot":"/nowhere"}}' });
  its.put("kind", { says: "$KIND_EXPERIMENTAL_PROVIDER" });
  await said();
  expect(its.calls()).toContain("podman info --format json");
  expect(its.calls().some((line) => line.startsWith("kind create"))).toBe(true);
});

test("podman under Docker's name is not taken for Docker", async () => {
  its.put("docker", { says: '{"host":{"memTotal":17179869184},"store":{"graphRoot":"/nowhere"}}' });
  expect(await said()).toContain("docker is on PATH, but does not answer: it is podman by another name");
});

test("too little memory is refused, --anyway tries it all the same", async () => {
  its.put("docker", { says: '{"ServerVersion":"29.1","MemTotal":1073741824}' });
  const { exitCode, stderr } = await its.start("up");
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining("the container runtime has 1.0 GiB of memory")]);
  expect(stderr).toContain("--anyway tries it all the same");
  expect(await said()).toContain("! the container runtime has 1.0 GiB");
});
