import path from "node:path";
import { clustersIn } from "../../evidence/history/stored.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { nearest } from "../../helpers/call/nearest.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { outsBase, runsFolder, runsShown } from "../places.ts";

/** The folder of a cluster's runs. Throws UsageError where there is none; `cluster` may be left out where there is one. */
export function keptRuns(cluster: string | undefined, given: Given): { cluster: string; folder: string } {
  const shown = typeof given.out === "string" ? given.out : runsShown;
  const out = path.resolve(outsBase(), typeof given.out === "string" ? given.out : runsFolder());
  const known = clustersIn(out);
  if (known.length === 0) throw new UsageError(`${shown}: holds no run of any cluster; name the folder with --out`);
  const [only] = known;
  const name = cluster ?? (known.length === 1 ? only : undefined);
  if (name === undefined)
    throw new UsageError(`${shown}: holds runs of ${known.join(", ")}; say which with --cluster, or name two runs`);
  if (!known.includes(name))
    throw new UsageError(`${shown}: holds no run of "${name}"${nearest(name, known)}; there are ${known.join(", ")}`);
  return { cluster: name, folder: path.join(out, name) };
}

/** Reads what people named. What is wrong with it is their call's fault. */
export function asUsage<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof Error && error.name === "Error" && !("code" in error)
      ? new UsageError(error.message)
      : error;
  }
}
