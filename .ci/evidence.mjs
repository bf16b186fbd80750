// Judges a lab run's evidence by what lies on disk: every declared check has passed on something examined, every format
// tells the same, the sums hold, and the simulation is stamped.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const folder = process.argv[2];
const read = (name) => readFileSync(path.join(folder, name), "utf8");
const run = JSON.parse(read("run.json"));

assert.equal(run.schema, "assay/run/v1");
assert.equal(run.backend, "lab");
assert.equal(run.outcome.verdict, "pass");
assert.equal(run.outcome.exit, 0);

const declared = readdirSync("suites")
  .filter((file) => /^\d+-.*(?<!\.test)\.ts$/.test(file))
  .flatMap((file) =>
    [
      ...readFileSync(path.join("suites", file), "utf8").matchAll(/criteria\/([a-z-]+)\/(?:[a-z-]+\/)*([a-z-]+)\.ts/g),
    ].map(([, area, name]) => `${area}/${name}`),
  );
assert.deepEqual(
  run.criteria.map(({ id }) => id).toSorted(),
  declared.toSorted(),
  "each declared check has one outcome",
);

const passed = run.criteria.filter(({ verdict }) => verdict === "pass");
for (const check of run.criteria)
  assert.ok(["pass", "not-applicable"].includes(check.verdict), `${check.id} is ${check.verdict}: ${check.reason}`);
for (const check of passed) assert.ok(check.examined > 0, `${check.id} passed on nothing examined`);
assert.ok(passed.length >= 70, `only ${passed.length} checks passed`);

const finished = read("journal.ndjson")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .filter(({ event }) => event === "row-finished");
assert.equal(finished.length, run.criteria.length);

const junit = read("junit.xml");
assert.equal(junit.match(/<testcase /g)?.length, run.criteria.length);
assert.equal(junit.match(/<(failure|error)[ >]/g), null);
const allure = readdirSync(path.join(folder, "allure-results")).filter((file) => file.endsWith("-result.json"));
assert.equal(allure.length, run.criteria.length);
for (const page of ["report.md", "report.html"]) assert.match(read(page), /SIMULATED/, `${page} is not stamped`);
assert.ok(run.commands.length > 20 && run.commands.every(({ transcript }) => read(transcript).length > 0));
execFileSync("sha256sum", ["--check", "--quiet", "--strict", "SHA256SUMS"], { cwd: folder, stdio: "inherit" });

console.log(`evidence in ${folder}: ${passed.length} of ${run.criteria.length} checks passed, sums hold`);
