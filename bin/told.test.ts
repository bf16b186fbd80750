import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadProfile } from "../helpers/call/profile.ts";
import { startLab, type Lab } from "../lab/start.ts";
import { assay } from "./testing/command.ts";

const root = path.resolve(import.meta.dirname, "..");
const out = mkdtempSync(path.join(tmpdir(), "assay-told-"));
const got: { path: string; body: string }[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part: Buffer) => (body += part.toString()));
  request.on("end", () => {
    got.push({ path: request.url ?? "", body });
    response.writeHead(request.url?.includes("refusing") ? 403 : 200).end();
  });
});
let lab: Lab | undefined;
afterAll(() => {
  server.close();
  lab?.dispose();
  rmSync(out, { recursive: true, force: true });
});

test("a run tells whom the profile and --ping name, writes its metrics, and no URL reaches evidence or terminal", async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { profile } = loadProfile("lab", root, ["lab"]);
  lab = await startLab(profile);
  const { kubeconfig, talosconfig, endpoint } = lab.options;
  const file = path.join(out, "told.yaml");
  writeFileSync(path.join(out, "url"), `${base}/refusing/canary-webhook-two\n`);
  const notify = `notify:
  - { kind: webhook, url: { env: ASSAY_TOLD_URL } }
  - { kind: slack, url: { file: url }, on: always }
`;
  writeFileSync(file, readFileSync("clusters/lab.yaml", "utf8") + notify);
  const metrics = path.join(out, "assay.prom");
  const flags = ["--kubeconfig", kubeconfig, "--talosconfig", talosconfig, "--endpoint", endpoint];
  const call = ["--cluster", file, ...flags, "--only", "flux/git-source-is-ready", "--patience", "0", "--out", out];
  const saidBy = async (...more: string[]): Promise<string> => {
    const { stdout, stderr } = await assay([...call, ...more], { ASSAY_TOLD_URL: `${base}/canary-webhook-one` });
    return stdout + stderr;
  };

  const told = await saidBy("--metrics", metrics, "--ping", `${base}/canary-ping-uuid`);
  const paths = got.map((it) => it.path);
  expect(paths[0]).toBe("/canary-ping-uuid/start");
  expect(paths.slice(1).toSorted()).toEqual([
    "/canary-ping-uuid",
    "/canary-webhook-one",
    "/refusing/canary-webhook-two",
  ]);
  expect(JSON.parse(got.find((it) => it.path === "/canary-webhook-one")?.body ?? "")).toMatchObject({
    verdict: "pass",
    simulated: true,
  });
  expect(told).toContain("Warning: notify[1] (slack) was not told: it answered 403");
  expect(told).toMatch(/PASS[^\n]*\(lab, exit 0\)\n$/);
  expect(told).not.toContain("canary");
  expect(statSync(metrics).mode & 0o777).toBe(0o644);
  expect(readFileSync(metrics, "utf8")).toContain(`assay_run_exit_code{cluster="lab",backend="lab"} 0`);
  for (const entry of readdirSync(path.join(out, "lab"), { recursive: true, withFileTypes: true })) {
    if (entry.isFile())
      expect(readFileSync(path.join(entry.parentPath, entry.name), "utf8"), entry.name).not.toContain("canary");
  }

  got.length = 0;
  expect(await saidBy("--metrics", path.join(out, "no-such-folder", "x"))).toMatch(
    /was not written: no such file\s+or\s+folder/,
  );
  // nothing changed since: only who wants every run is told
  expect(got.map((it) => it.path)).toEqual(["/refusing/canary-webhook-two"]);
}, 60_000);
