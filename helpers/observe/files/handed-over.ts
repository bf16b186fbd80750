import { deserialize, serialize } from "node:v8";
import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import type { Checkout } from "../../../observations/checkout.ts";
import { withPositionsAgain } from "./repository-yaml.ts";

/**
 * A checkout that this process has read already, for the worker in which the suites run: a profile drafted in memory and
 * the suite that judges by it look at the same files, and parsing them takes ten times as long as handing them over.
 */
export function handOver(checkout: Checkout): void {
  setEnvironmentData(KEY, { root: checkout.root, packed: serialize(checkout) } satisfies Handed);
}

/** What was handed over of this folder, once: whoever looks a second time wants to see what is there now. */
export function takeOver(root: string): Checkout | undefined {
  const handed = getEnvironmentData(KEY) as Handed | undefined;
  if (handed?.root !== root) return undefined;
  setEnvironmentData(KEY, undefined);
  const checkout = deserialize(handed.packed) as Checkout;
  for (const file of checkout.files) withPositionsAgain(file);
  return checkout;
}

const KEY = "assay: the checkout that was drafted from";

interface Handed {
  root: string;
  packed: Uint8Array;
}
