import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { HEALTHY } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { profiles } from "./profiles.ts";
import { canaries, FORMS, withCanaries } from "./testing/canaries.ts";
import { assay } from "./testing/command.ts";

const out = mkdtempSync(path.join(tmpdir(), "assay-canaries-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

test(
  "secrets in every form, in every text that anybody may write: in no file and on no output",
  { timeout: 120_000 },
  async () => {
    const { put, all } = canaries();
    const lab = await startLab(profiles("lab"), { ...HEALTHY, faults: [withCanaries(put)] });
    const { kubeconfig, talosconfig, endpoint, repo = "" } = lab.options;
    const flags = ["--kubeconfig", kubeconfig, "--talosconfig", talosconfig, "--endpoint", endpoint, "--repo", repo];
    const said = await run(
      ["--cluster", "clusters/lab.yaml", ...flags, "--patience", "0", "--out", out],
      lab.environment,
    );
    lab.dispose();
    expect(new Set(all.map(({ channel }) => channel)).size).toBeGreaterThan(15);
    expect(new Set(all.map(({ form }) => form)).size).toBe(FORMS.length + 1);

    const texts = new Map([
      ["the terminal", said],
      ...filesBelow(out).map((file) => [path.relative(out, file), textOf(file)] as const),
    ]);
    expect(texts.size).toBeGreaterThan(100);
    // what was put into conditions is told, without the secrets in it
    expect([...texts].find(([name]) => name.endsWith("report.md"))?.[1]).toContain("redacted");
    const leaked = [...texts].flatMap(([name, text]) =>
      all.flatMap(({ channel, form, found }) => (text.includes(found) ? [`${form} in ${channel}: ${name}`] : [])),
    );
    expect(leaked).toEqual([]);
  },
);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => !file.includes("/latest") && statSync(file).isFile());

const textOf = (file: string): string =>
  (file.endsWith(".gz") ? gunzipSync(readFileSync(file)) : readFileSync(file)).toString("utf8");

async function run(args: string[], environment: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await assay(args, environment);
  return stdout + stderr;
}
