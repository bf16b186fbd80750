import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { startWatchdog } from "./watchdog.ts";

test("when its pipe ends: what is left is killed, the folder is gone; what has ended by itself is let be", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-watched with a blank-"));
  writeFileSync(path.join(folder, "key"), "");
  const watchdog = startWatchdog();
  const [first, ended, last] = [sleeping(), sleeping(), sleeping()] as const;
  watchdog.kill(first.pid);
  const hasEnded = watchdog.kill(ended.pid);
  watchdog.kill(last.pid);
  hasEnded();
  watchdog.remove(folder);
  expect([first, ended, last].map(({ isOver }) => isOver())).toEqual([false, false, false]);
  watchdog.close();
  await expect
    .poll(() => [first.isOver(), last.isOver(), existsSync(folder)], { timeout: 1_000 })
    .toEqual([true, true, false]);
  expect(ended.isOver()).toBe(false);
  process.kill(ended.pid, "SIGKILL");
});

/** A process in a group of its own, which has children. */
function sleeping(): { pid: number; isOver(): boolean } {
  const child = spawn("/bin/sh", ["-c", "sleep 60; true"], { detached: true, stdio: "ignore" });
  return { pid: child.pid ?? 0, isOver: () => child.signalCode !== null };
}
