import { spawn } from "node:child_process";
import path from "node:path";
import { root } from "./project.ts";

/** Set in the processes that `inLanes` starts. */
const LANE = "ASSAY_LANE";
const HEAP_MB = 200;

/** Whether this process plays its share of somebody else's work, and tells that one instead of people. */
export const isLane = (): boolean => process.env[LANE] !== undefined;

/** A lane says at its end what came of its share; the copy is made by JSON. */
export const tellOf = (told: object): void => say({ told });

/** Called for each piece of work that is done: people see how far it is. */
export function step(): void {
  if (isLane()) say({ step: true });
}

type Message = { step: true } | { told: object };

const say = (message: Message): void => void process.send?.(message);

/**
 * Plays shares of some work at once, each in a process of its own (`bin/<command>.mjs` with the share's arguments), and
 * gathers what they tell at their ends. What they print is printed. Throws where one ends and has told nothing.
 */
export async function inLanes<Told>(
  command: string,
  shares: readonly (readonly string[])[],
  steps: number,
): Promise<Told[]> {
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
        let told: object | undefined;
        child.on("message", (message: Message) => {
          if ("told" in message) told = message.told;
          else progress.step();
        });
        const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
        if (told) return told as Told;
        throw new Error(`a process of ${command} ended with ${exit ?? "a signal"} and told nothing`);
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
  let [done, saidMs] = [0, performance.now()];
  return {
    step() {
      done += 1;
      if (performance.now() - saidMs < everyMs) return;
      saidMs = performance.now();
      stderr.write(stderr.isTTY ? `\r${done} of ${steps}` : `${done} of ${steps}\n`);
    },
    end() {
      if (stderr.isTTY) stderr.write("\r\u001B[K");
    },
  };
}

/** Deals a pack out: neighbours, which are alike, go to different lanes. */
export const dealt = <Item>(items: readonly Item[], lanes: number): Item[][] =>
  Array.from({ length: Math.min(lanes, items.length) }, (_, lane) =>
    items.filter((_item, index) => index % lanes === lane),
  );
