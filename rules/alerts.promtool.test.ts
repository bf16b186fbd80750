import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";

/** Debian's package prometheus has it, and the Go module github.com/prometheus/prometheus/cmd/promtool. */
const promtool = process.env["PROMTOOL"] ?? "promtool";
const isMissing = spawnSync(promtool, ["--version"]).error !== undefined;
let work = "";
// what stands outside of it is made even where all tests are skipped, and then nobody removes it
beforeAll(() => void (work = mkdtempSync(path.join(tmpdir(), "assay-promtool-"))));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const spec = (file: string): object => (parse(readFileSync(file, "utf8")) as { spec: object }).spec;

describe.skipIf(isMissing)(`alert rules by promtool${isMissing ? ": skipped, promtool is not on PATH" : ""}`, () => {
  test.each<[string, () => object, string]>([
    ["docs/alerts.yaml", () => parse(readFileSync("docs/alerts.yaml", "utf8")) as object, "alerts"],
    ["the PrometheusRule", () => spec("deploy/components/prometheus-rule/rule.yaml"), "cronjob"],
    ["the VMRule", () => spec("deploy/components/vm-rule/rule.yaml"), "cronjob"],
  ])("%s fires when it should, and not before", (_, rules, tests) => {
    writeFileSync(path.join(work, "rules.yaml"), stringify(rules()));
    copyFileSync(`rules/promtool/${tests}.yaml`, path.join(work, `${tests}.yaml`));
    for (const args of [
      ["check", "rules", "rules.yaml"],
      ["test", "rules", `${tests}.yaml`],
    ]) {
      const { status, stdout, stderr } = spawnSync(promtool, args, { cwd: work, encoding: "utf8" });
      expect(status, `${stdout}${stderr}`).toBe(0);
    }
  });
});
