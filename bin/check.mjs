#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import path from "node:path";

const STEPS = ["types", "lint", "format", "unused", "tests"];
const USAGE = `npm run check
  runs ${STEPS.map((step) => `npm run ${step}`).join(", ")}, and ends with the first that fails
`;

const words = process.argv.slice(2);
if (words.length > 0) {
  const isAsking = words.includes("--help") || words.includes("-h");
  (isAsking ? process.stdout : process.stderr).write(isAsking ? USAGE : `check: takes no words\n${USAGE}`);
  process.exitCode = isAsking ? 0 : 2;
} else process.exitCode = STEPS.reduce((exit, step) => exit || run(step), 0);

function run(step) {
  const { status } = spawnSync("npm", ["run", step], {
    cwd: path.resolve(import.meta.dirname, ".."),
    stdio: "inherit",
  });
  return status ?? 1;
}
