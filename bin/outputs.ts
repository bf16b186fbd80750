import { endedBy } from "../helpers/call/ended.ts";

/**
 * What becomes of standard output that cannot be written. A reader that has enough (`| head -1`) ends nothing: the run
 * goes on without it. Anything else (`> /dev/full`) is told once; the exit code is then 3 where it would have been 0,
 * because what was asked for did not arrive.
 */
export function keepGoingWithoutOutput(program: string): void {
  let isLost = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || isLost) return;
    isLost = true;
    process.stderr.write(endedBy(program, Object.assign(error, { path: "standard output" })).text);
  });
  process.stderr.on("error", () => undefined);
  process.on("exit", () => {
    if (isLost && (process.exitCode ?? 0) === 0) process.exitCode = 3;
  });
}
