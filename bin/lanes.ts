import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./project.ts";

/** Set in the processes that `inLanes` starts. */
const LANE = "ASSAY_LANE";
const HEAP_MB = 200;

/** Whether this process was started by `inLanes`: it then reports to that process and not to people. */
export const isLane = (): boolean => process.env[LANE] !== undefined;

/** Sends the result of this lane's share, as JSON, to the process that started it. */
export const reportResult = (result: object): void => send({ result });

/** Called after each piece of work, for the display of progress. */
export function step(): void {
  if (isLane()) send({ step: true });
}

type Message = { step: true } | { result: object };

const send = (message: Message): void => void process.send?.(message);

/**
 * Runs the shares of some work at once, each in a process of its own (`bin/<command>.mjs` with the share's arguments),
 * and returns their results. What they print is printed. Throws where one ends without a result.
 */
export async function inLanes<Result>(
  command: string,
  shares: readonly (readonly string[])[],
  steps: number,
): Promise<Result[]> {
  const script = path.join(root, "bin", `${command}.mjs`);
  // lanes are the parallel part: collectors of their own would only take each other's cores
  const flags = [`--max-old-space-size=${HEAP_MB}`, "--single-threaded-gc", script];
  const progress = progressOf(steps);
  try {
    return await Promise.all(
      shares.map(async (share) => {
        const child = spawn(process.execPath, [...flags, ...share], {
          stdio: ["ignore", "inherit", "inherit", "ipc"],
          env: { ...process.env, [LANE]: "1" },
        });
        let result: object | undefined;
        child.on("message", (message: Message) => {
          if ("result" in message) result = message.result;
          else progress.step();
        });
        const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
        if (result) return result as Result;
        throw new Error(`a process of ${command} ended with ${exit ?? "a signal"} and without a result`);
      }),
    );
  } finally {
    progress.end();
  }
}

/** On a terminal one line that counts; in a file a line now and then. */
function progressOf(steps: number): { step(): void; end(): void } {
  const { stderr } = process;
  const everyMs = stderr.isTTY ? 200 : 60_000;
  let [done, shownMs] = [0, performance.now()];
  return {
    step() {
      done += 1;
      if (performance.now() - shownMs < everyMs) return;
      shownMs = performance.now();
      stderr.write(stderr.isTTY ? `\r${done} of ${steps}` : `${done} of ${steps}\n`);
    },
    end() {
      if (stderr.isTTY) stderr.write("\r\u001B[K");
    },
  };
}

/** Deals items out to lanes in turn: neighbours, which take about as long, go to different lanes. */
export const dealt = <Item>(items: readonly Item[], lanes: number): Item[][] =>
  Array.from({ length: Math.min(lanes, items.length) }, (_, lane) =>
    items.filter((_item, index) => index % lanes === lane),
  );
