import { Stryker } from "@stryker-mutator/core";

/**
 * `npm run mutate [-- [--force] [--concurrency=n] criteria/<area> …]`: all of criteria/ or the folders and files named.
 * `--force` forgets what the cached report knows of them: a test that was changed and kept its name is not seen as new.
 */
const words = process.argv.slice(2);
const paths = words.filter((word) => !word.startsWith("--"));
const concurrency = words.find((word) => word.startsWith("--concurrency="))?.split("=")[1];

await new Stryker({
  force: words.includes("--force"),
  ...(concurrency && { concurrency: Number(concurrency) }),
  ...(paths.length > 0 && { mutate: [...paths.map(patternOf), "!**/*.test.ts", "!criteria/testing/**"] }),
}).runMutationTest();

function patternOf(path) {
  return path.endsWith(".ts") ? path : `${path.replace(/\/$/, "")}/**/*.ts`;
}
