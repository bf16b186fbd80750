import { down } from "./down.ts";
import { Refusal, StepFailed } from "./tools.ts";
import { up } from "./up.ts";

const USAGE = `usage: node bin/kind.mjs up|down
  up     makes the cluster of kind/kind.yaml and bootstraps it as clusters/kind.yaml says (Docker, kind, helm, kubectl)
  down   deletes it
exit codes: 0 done · 1 a step failed · 2 the call is wrong, or something it needs is missing`;

/** The exit code of one call. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(USAGE);
    return 0;
  }
  const [command, ...rest] = args;
  if (rest.length > 0 || (command !== "up" && command !== "down")) {
    console.error(USAGE);
    return 2;
  }
  try {
    await (command === "up" ? up() : down());
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal || error instanceof StepFailed)) throw error;
    console.error(`✗ ${error.message}`);
    return error instanceof Refusal ? 2 : 1;
  }
}
