import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { standIn } from "../helpers/store/testing/stand-in.ts";
import { assay } from "./testing/command.ts";

const out = mkdtempSync(path.join(tmpdir(), "assay-push-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => statSync(file).isFile());

const CALL = ["--only", "cilium/identity-matches", "--patience", "0", "--out", out];
const KEYS = { AWS_ACCESS_KEY_ID: "canary-access-key", AWS_SECRET_ACCESS_KEY: "canary-secret-key" };

test("a run is pushed whole; where the storage refuses, a pass ends with 3 and says where the evidence lies", async () => {
  const storage = await standIn("evidence");
  const posted: { total: number; completed: number; failures: string[] }[] = [];
  const worker = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      posted.push(JSON.parse(body) as (typeof posted)[number]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => worker.listen(0, "127.0.0.1", resolve));
  try {
    const push = ["--push", "s3://evidence/assay", "--s3-endpoint", storage.url];
    const progress = ["--progress", `http://127.0.0.1:${(worker.address() as AddressInfo).port}/progress`];
    const good = await assay([...CALL, ...push, ...progress], KEYS);
    expect([good.exit, good.stderr]).toEqual([0, ""]);
    const keys = [...storage.objects.keys()];
    expect(keys.at(-1)).toMatch(/^assay\/lab\/.*\/run\.json$/);
    const folder = path.join(out, "lab/latest");
    expect(keys).toHaveLength(filesIn(folder).length);
    expect(posted.at(0)).toMatchObject({ completed: 0, total: 1 });
    expect(posted.at(-1)).toMatchObject({ completed: 1, total: 1, failures: [] });

    storage.refusal = { status: 403, code: "AccessDenied" };
    const refused = await assay([...CALL, ...push], KEYS);
    expect(refused.exit).toBe(3);
    expect(refused.stdout.replaceAll(/\s+/g, " ")).toMatch(
      /Warning: the evidence was not pushed whole to s3:\/\/evidence\/assay at \S+: it refuses/,
    );
    expect(refused.stdout.trimEnd()).toMatch(/\(lab, exit 3\)$/);
    expect(JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"))).toMatchObject({ outcome: { exit: 0 } });
    for (const file of filesIn(folder)) expect(readFileSync(file, "utf8")).not.toContain("canary-");
  } finally {
    storage.close();
    worker.close();
  }
}, 120_000);

test.each([
  [["--push", "evidence"], /--push "evidence" is no URL of a storage/],
  [["--s3-endpoint", "http://x"], /--s3-endpoint belongs to --push or --from/],
  [["--from", "x"], /--from belongs to assay fleet/],
  [["--progress", "localhost:8099"], /--progress takes an http or https URL/],
])("%j is refused", async (flags, message) => {
  const { exit, stderr } = await assay([...CALL, ...flags]);
  expect([exit, stderr]).toEqual([2, expect.stringMatching(message)]);
});
