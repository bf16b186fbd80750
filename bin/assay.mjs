#!/usr/bin/env node
import { getHeapStatistics } from "node:v8";
import { bundled } from "./bundle.mjs";

/** Below that a run ends in V8's own words, half-way. What V8 calls its limit has 48 MB beside the old space. */
const LEAST_MB = 64;
const heapMb = Math.floor(getHeapStatistics().heap_size_limit / 1024 / 1024) - 48;
if (heapMb < LEAST_MB) {
  const remedy = "give it more by NODE_OPTIONS=--max-old-space-size=256, or leave that out";
  process.stderr.write(`assay: Node may use a heap of ${heapMb} MB, and a run needs ${LEAST_MB}: ${remedy}\n`);
  process.exit(3);
}

/** Signals that come before the run can hear them. */
const early = [];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => early.push(signal));

const { main } = await import(`${await bundled()}/bin/assay.mjs`);
process.exitCode = await main(process.argv.slice(2), early);
