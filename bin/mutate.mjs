import { existsSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";
import { NOT_JUDGING } from "../stryker.config.mjs";

const USAGE = `npm run mutate [-- [--force] [--concurrency=<n>] <folder|file> …]
  changes the code that judges one small thing at a time, and asks which change no test notices:
  observations/, repository/, timeline/, criteria/ and diagnosis/, or the folders and files named.
  --force            forgets the cached results: a test that changed and kept its name is not seen as new
  --concurrency=<n>  processes at once (default: 2)
  The report is .cache/mutation/report.html; docs/development/mutation.md explains it.
`;

/** The rooms whose code is changed: see stryker.config.mjs. */
const ROOMS = ["observations", "repository", "timeline", "criteria", "diagnosis"];

const FLAG = /^--(force|concurrency=\d+)$/;

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith("-"));
const paths = args.filter((arg) => !arg.startsWith("-"));
const isAsking = flags.includes("--help") || flags.includes("-h");
const unknown = flags.find((flag) => !FLAG.test(flag));
const elsewhere = paths.find((path) => !existsSync(path) || !ROOMS.includes(path.split("/")[0] ?? ""));

if (isAsking) process.stdout.write(USAGE);
else if (unknown !== undefined) {
  process.stderr.write(`mutate: unknown flag "${unknown}"\n\n${USAGE}`);
  process.exitCode = 2;
} else if (elsewhere !== undefined) {
  process.stderr.write(`mutate: ${elsewhere}: no file or folder of ${ROOMS.join(", ")}\n`);
  process.exitCode = 2;
} else await mutate();

async function mutate() {
  const concurrency = flags.find((flag) => flag.startsWith("--concurrency="))?.split("=")[1];
  await new Stryker({
    force: flags.includes("--force"),
    ...(concurrency && { concurrency: Number(concurrency) }),
    ...(paths.length > 0 && { mutate: [...paths.map(patternOf), ...NOT_JUDGING] }),
  }).runMutationTest();
}

function patternOf(path) {
  return path.endsWith(".ts") ? path : `${path.replace(/\/$/, "")}/**/*.ts`;
}
