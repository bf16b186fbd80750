#!/usr/bin/env node
import { bundled } from "./bundle.mjs";

/** Signals that come before the run can hear them. */
const early = [];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => early.push(signal));

const { main } = await import(`${await bundled()}/bin/assay.mjs`);
process.exitCode = await main(process.argv.slice(2), early);
