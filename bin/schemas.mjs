#!/usr/bin/env node
import { bundled } from "./bundle.mjs";

const { main } = await import(`${await bundled()}/bin/schemas.mjs`);
process.exitCode = await main(process.argv.slice(2));
