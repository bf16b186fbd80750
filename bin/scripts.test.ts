import { expect, test } from "vitest";
import { command } from "./testing/command.ts";

test.each([
  [["bin/chaos.mjs", "--nope"], 'chaos: "--nope" is no flag; see npm run chaos -- --help\n'],
  [["bin/chaos.mjs", "--runs", "1", "x"], 'chaos: "x" is no flag; see npm run chaos -- --help\n'],
  [["bin/real.mjs", "x"], 'real: "x" belongs to --break, which names faults; see npm run real -- --help\n'],
  [["bin/real.mjs", "--nope"], "real: Unknown option '--nope'; see npm run real -- --help\n"],
  [
    ["bin/mutate.mjs", "nope"],
    "mutate: nope: no file or folder of observations, repository, timeline, criteria, diagnosis\n",
  ],
])("%j is a wrong call: a sentence, and nothing is begun", { timeout: 20_000 }, async (argv, stderr) => {
  expect(await command(argv)).toEqual({ exit: 2, stdout: "", stderr });
});
