import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { pullNewest, pushedClusters } from "./pull.ts";
import { pushFolder } from "./push.ts";

/** `pip install 'moto[server]'`; another one's URL may stand in S3_SERVER_URL, with its credentials in AWS_*. */
const moto = process.env["MOTO_SERVER"] ?? "moto_server";
const given = process.env["S3_SERVER_URL"];
const isMissing = given === undefined && spawnSync(moto, ["--help"]).status !== 0;
const PORT = 38_117;

describe.skipIf(isMissing)(`a real S3 server${isMissing ? ": skipped, moto_server is not on PATH" : ""}`, () => {
  let work = "";
  const endpoint = given ?? `http://127.0.0.1:${PORT}`;
  const bucket = `assay-${process.pid}`;
  const server = given === undefined && !isMissing ? spawn(moto, ["-p", String(PORT)], { stdio: "ignore" }) : undefined;
  beforeAll(async () => {
    work = mkdtempSync(path.join(tmpdir(), "assay-s3-"));
    if (given === undefined) vi.stubEnv("AWS_ACCESS_KEY_ID", "key");
    if (given === undefined) vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret-key");
    const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, maxAttempts: 1 });
    const made = async (): Promise<unknown> => client.send(new CreateBucketCommand({ Bucket: bucket }));
    await vi.waitFor(made, { timeout: 60_000, interval: 500 });
    client.destroy();
  }, 90_000);
  afterAll(() => {
    server?.kill();
    vi.unstubAllEnvs();
    rmSync(work, { recursive: true, force: true });
  });

  test("takes a run of many files, tells its folders, and gives it back", async () => {
    const folder = path.join(work, "run");
    mkdirSync(path.join(folder, "observations"), { recursive: true });
    for (let count = 0; count < 60; count += 1)
      writeFileSync(path.join(folder, "observations", `ü ${count}+%.json`), `${count} ✓`);
    writeFileSync(path.join(folder, "run.json"), "{}");
    const place = { bucket, prefix: "as/say", endpoint };
    for (const start of ["2026-11-02T04-00-00Z", "2026-11-03T04-00-00Z"])
      expect(await pushFolder(folder, place, ["infra", start], "run.json")).toBeUndefined();
    expect(await pushedClusters(place)).toEqual(["infra"]);
    const back = await pullNewest(place, "infra", path.join(work, "back"));
    expect(back).toMatch(/2026-11-03T04-00-00Z$/);
    expect(readFileSync(path.join(back ?? "", "observations/ü 59+%.json"), "utf8")).toBe("59 ✓");
    expect(await pushFolder(folder, { ...place, bucket: "not-there" }, ["a"], "run.json")).toMatch(/no such bucket$/);
  }, 60_000);
});
