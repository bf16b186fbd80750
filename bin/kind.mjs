#!/usr/bin/env node
import path from "node:path";
import { runnerImport } from "vite";

const { module } = await runnerImport(path.join(import.meta.dirname, "../kind/main.ts"), {
  configFile: false,
  logLevel: "error",
});
process.exitCode = await module.main(process.argv.slice(2));
