import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { placeInWords, placeOf, storageEndpoint } from "./place.ts";
import { pullNewest, pushedClusters } from "./pull.ts";
import { pushFolder } from "./push.ts";
import { standIn, type StandIn } from "./testing/stand-in.ts";

const work = mkdtempSync(path.join(tmpdir(), "assay-store-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe("the URL of a storage", () => {
  test.each([
    ["s3://evidence/assay/", { bucket: "evidence", prefix: "assay" }],
    ["s3://evidence", { bucket: "evidence", prefix: "" }],
    ["s3://e-1.x/a//b", { bucket: "e-1.x", prefix: "a/b" }],
  ])("%s", (text, place) => expect(placeOf(text, "--push")).toEqual(place));

  test.each([
    ["evidence/assay", /--push "evidence\/assay" is no URL of a storage; write it like s3:\/\//],
    ["s3://key:secret@evidence/x", /more than bucket and prefix; credentials and region come from AWS_/],
    ["s3://evidence?endpoint=http://x", /more than bucket and prefix/],
    ["s3://Evidence/x", /"Evidence" is no name of a bucket/],
    ["s3:///x", /"" is no name of a bucket/],
    ["s3://evidence/../x", /may hold no \. and no \.\./],
    ["https://s3.example.org/evidence", /is no URL of a storage/],
  ])("%s is refused", (text, message) => expect(() => placeOf(text, "--push")).toThrow(message));

  test("its endpoint holds no credentials, and no message repeats them", () => {
    expect(storageEndpoint("https://s3.example.org:9000/", "--s3-endpoint")).toBe("https://s3.example.org:9000");
    expect(() => storageEndpoint("https://a:canary@s3.example.org", "--s3-endpoint")).toThrow(/^--s3-endpoint holds/);
    expect(() => storageEndpoint("s3.example.org", "--s3-endpoint")).toThrow(/is no URL/);
  });
});

describe("a storage", () => {
  let storage: StandIn;
  beforeEach(async () => {
    storage = await standIn("evidence");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "canary-access-key");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "canary-secret-key");
  });
  afterEach(() => {
    storage.close();
    vi.unstubAllEnvs();
  });
  const place = (url = storage.url, bucket = "evidence") => ({ bucket, prefix: "assay", endpoint: url });
  const run = (name: string): string => {
    const folder = path.join(work, name);
    mkdirSync(path.join(folder, "observations"), { recursive: true });
    for (const file of ["run.json", "a.json", "observations/nodes.json"]) writeFileSync(path.join(folder, file), file);
    if (!existsSync(path.join(folder, "link"))) symlinkSync("/etc/passwd", path.join(folder, "link"));
    return folder;
  };

  test("takes each file of a run, run.json last, and no link; the newest run comes back whole", async () => {
    for (const start of ["2026-11-02T04-00-00Z", "2026-11-03T04-00-00Z", "2026-11-01T04-00-00Z"])
      expect(await pushFolder(run("one"), place(), ["infra", start], "run.json")).toBeUndefined();
    expect(storage.puts.slice(0, 3).toSorted()).toEqual([
      "assay/infra/2026-11-02T04-00-00Z/a.json",
      "assay/infra/2026-11-02T04-00-00Z/observations/nodes.json",
      "assay/infra/2026-11-02T04-00-00Z/run.json",
    ]);
    expect(storage.puts[2]).toMatch(/run\.json$/);
    expect(await pushedClusters(place())).toEqual(["infra"]);
    const folder = await pullNewest(place(), "infra", path.join(work, "back"));
    expect(folder).toBe(path.join(work, "back/infra/2026-11-03T04-00-00Z"));
    expect(readFileSync(path.join(folder ?? "", "observations/nodes.json"), "utf8")).toBe("observations/nodes.json");
    expect(await pullNewest(place(), "apps", path.join(work, "back"))).toBeUndefined();
  });

  test("a name that leads out of the run's folder is not followed", async () => {
    storage.objects.set("assay/infra/2026-11-03T04-00-00Z/../../../../out", "x");
    await expect(pullNewest(place(), "infra", path.join(work, "escape"))).rejects.toThrow(/leads out of/);
    expect(existsSync(path.join(work, "out"))).toBe(false);
  });

  test.each([
    [403, "AccessDenied", /it refuses: these credentials may not do that \(AccessDenied\)$/],
    [403, "SignatureDoesNotMatch", /the secret key is not the access key's/],
    [403, "InvalidAccessKeyId", /does not know the access key/],
    [400, "ExpiredToken", /the session's token has expired/],
    [409, "SomethingNew", /it answered 409 \(SomethingNew\)$/],
  ])("that refuses with %s %s is told in one sentence", async (status, code, message) => {
    storage.refusal = { status, code };
    const why = await pushFolder(run("refused"), place(), ["infra", "x"], "run.json");
    expect(why).toMatch(message);
    expect(why).toMatch(/^not pushed whole to s3:\/\/evidence\/assay at http:\/\/127/);
    expect(why).not.toContain("canary");
    await expect(pushedClusters(place())).rejects.toThrow(message);
  });

  test("no such bucket, nobody there, no credentials, no region", async () => {
    const pushed = async (to: ReturnType<typeof place> | { bucket: string; prefix: string }) =>
      pushFolder(run("none"), to, ["infra", "x"], "run.json");
    expect(await pushed(place(storage.url, "other"))).toMatch(/it knows no such bucket$/);
    expect(await pushed(place("http://127.0.0.1:9"))).toMatch(/its host refuses connections$/);
    for (const name of ["AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"]) vi.stubEnv(name, undefined);
    vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
    expect(await pushed({ bucket: "evidence", prefix: "" })).toMatch(/no region is set: set AWS_REGION/);
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    expect(await pushed(place())).toMatch(/there are no credentials: set AWS_ACCESS_KEY_ID/);
  });

  test("the place in words", () => expect(placeInWords({ bucket: "b", prefix: "p" })).toBe("s3://b/p"));
});
