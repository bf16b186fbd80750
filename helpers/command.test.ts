import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { monotonicMs, sleep } from "./wait/clock.ts";
import { commands } from "./command.ts";
import { SourceError } from "./trouble.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-command-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const finished: { exit?: number; killed: boolean }[] = [];
const { run } = commands({ folder, onFinished: (event) => finished.push(event) });
const sh = (script: string, deadlineMs = 10_000, signal?: AbortSignal) =>
  run(["sh", "-c", script], { deadlineMs, ...(signal && { signal }) });

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // a zombie that nobody has waited for yet is dead
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("a command", () => {
  test("gives its exit code, both streams and its transcript", async () => {
    const result = await sh("echo out; echo err >&2; exit 3");
    expect(result).toMatchObject({ exit: 3, killed: false, stdout: "out\n", stderr: "err\n" });
    expect(readFileSync(path.join(folder, result.transcript), "utf8")).toContain("# exit 3 after");
    expect(finished.at(-1)).toMatchObject({ exit: 3, killed: false });
  });

  test("is killed at its deadline with its children, though it ignores TERM; a kill is no exit code", async () => {
    const pids = path.join(folder, "pids");
    const started = monotonicMs();
    const result = await sh(
      `trap '' TERM INT HUP; sleep 600 & echo $! >>${pids}; echo $$ >>${pids}; while :; do sleep 600; done`,
      300,
    );
    expect(monotonicMs() - started).toBeLessThan(5_000);
    expect(result).toMatchObject({ exit: undefined, killed: true });
    expect(finished.at(-1)).toMatchObject({ killed: true });
    expect(finished.at(-1)).not.toHaveProperty("exit");
    await sleep(50);
    expect(readFileSync(pids, "utf8").trim().split("\n").map(Number).filter(lives)).toEqual([]);
  });

  test("keeps its deadline under a garbage collector that collects what it can", async () => {
    // Node 20 collects AbortSignal.timeout behind AbortSignal.any before it fires
    const pressure = setInterval(() => Array.from({ length: 200_000 }, (_, index) => ({ index })), 5);
    const result = await sh("while :; do sleep 1; done", 1_500).finally(() => clearInterval(pressure));
    expect(result.killed).toBe(true);
  });

  test("that traps TERM and exits 0 when told to end is not believed: it is killed outright", async () => {
    expect(await sh("trap 'exit 0' TERM INT; while :; do sleep 0.1; done", 200)).toMatchObject({
      exit: undefined,
      killed: true,
    });
  });

  test("ends with the run", async () => {
    const interrupted = new AbortController();
    const pending = sh("sleep 600", 60_000, interrupted.signal);
    await sleep(50);
    interrupted.abort();
    expect(await pending).toMatchObject({ exit: undefined, killed: true });
    expect(await sh("sleep 600", 60_000, AbortSignal.abort())).toMatchObject({ killed: true });
  });

  test("that is not there says how to get it", async () => {
    const missing = run(["talosctl-that-is-not-there"], { deadlineMs: 1_000 });
    await expect(missing).rejects.toBeInstanceOf(SourceError);
    await expect(missing).rejects.toMatchObject({
      trouble: { kind: "command-missing", message: "talosctl-that-is-not-there is not on PATH" },
    });
  });

  test("that was ended by a signal of its own has no exit code", async () => {
    expect(await sh("kill -9 $$")).toMatchObject({ exit: undefined, signal: "SIGKILL", killed: false });
  });

  test("leaves no secret in its transcript or in the journal", async () => {
    const token = `ghp_${"a1B2".repeat(9)}`;
    const result = await sh(`echo "Authorization: Bearer ${token}"; echo "password: hunter2hunter2" >&2`);
    const transcript = readFileSync(path.join(folder, result.transcript), "utf8");
    expect(transcript).not.toContain(token);
    expect(transcript).not.toContain("hunter2hunter2");
    expect(JSON.stringify(finished)).not.toContain(token);
  });

  test("with much to say is read whole", async () => {
    const file = path.join(folder, "large");
    writeFileSync(file, "x".repeat(5_000_000));
    expect((await sh(`cat ${file}`)).stdout).toHaveLength(5_000_000);
  });
});
