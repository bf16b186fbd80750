import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Profile } from "../../clusters/profile.ts";
import type { Run } from "../../evidence/run.ts";
import type { Since } from "../../evidence/since.ts";
import { AT, ended, finished, row, runOf, started } from "../../reports/testing/events.ts";
import { redact } from "../redact/redact.ts";
import { holdUrls, notify } from "./notify.ts";
import { ping } from "./ping.ts";

interface Got {
  path: string | undefined;
  method: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
}

let server: Server;
let base = "";
let got: Got[] = [];
let status = 200;
const folder = mkdtempSync(path.join(tmpdir(), "assay-notify-"));

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      got.push({ path: request.url, method: request.method, headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: `${base}/elsewhere` } : {}).end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  got = [];
  status = 200;
  delete process.env["ASSAY_TEST_URL"];
});

const SECRET = "/services/T0/B0/canary-of-a-webhook";
const target = (
  kind: Profile["notify"][number]["kind"],
  on: "change" | "always" = "always",
): Pick<Profile, "notify"> => {
  process.env["ASSAY_TEST_URL"] = `${base}${SECRET}`;
  return { notify: [{ kind, on, url: { env: "ASSAY_TEST_URL" } }] };
};
const since = (parts: Partial<Since> = {}): Since => ({
  ...{
    folder: "x",
    startedAt: "2026-11-20T04:00:00Z",
    verdict: "fail",
    turned: [],
    stillFailing: 1,
    came: [],
    went: [],
  },
  causes: { added: [], gone: [] },
  ...parts,
});
const run = (failing: boolean, last?: Since, parts: Partial<Run> = {}): Run => ({
  ...runOf([
    started([row("a/one", { fails: "Two <managers> & *one*", advice: "kubectl get x" })]),
    finished("a/one", failing ? "fail" : "pass"),
    ...(last ? [{ event: "compared" as const, at: AT, since: last }] : []),
    ended(),
  ]),
  ...parts,
});
const posted = (): unknown => JSON.parse(got[0]?.body ?? "");

describe("what each service is told", () => {
  test("a webhook: JSON with verdict, causes and their commands", async () => {
    expect(await notify(target("webhook"), run(true, since()))).toEqual([]);
    expect(got[0]).toMatchObject({ path: SECRET, method: "POST", headers: { "content-type": "application/json" } });
    expect(posted()).toMatchObject({
      schema: "assay/notification/v1",
      cluster: "infra",
      verdict: "fail",
      exit: 1,
      simulated: false,
      causes: [{ check: "a/one", text: "Two <managers> & *one*: node/cp1", next: "kubectl get x" }],
      remarks: [expect.stringContaining("Since the last run")],
    });
  });

  test("Slack: its signs for links and mentions are escaped", async () => {
    await notify(target("slack"), run(true));
    expect(posted()).toMatchObject({
      text: "FAIL: 1 cause, 1 check (infra)\n1. Two &lt;managers&gt; &amp; *one*: node/cp1\n`kubectl get x`",
    });
  });

  test("Discord: nobody is mentioned, nothing is formatted", async () => {
    await notify(target("discord"), run(true));
    expect(posted()).toMatchObject({
      content: expect.stringContaining(String.raw`Two \<managers\> & \*one\*: node/cp1`),
      allowed_mentions: { parse: [] },
    });
  });

  test("ntfy: the title is ASCII, the text is as it is", async () => {
    await notify(target("ntfy"), run(false, since({ verdict: "fail" }), { backend: "lab" }));
    expect(got[0]).toMatchObject({
      headers: {
        title: expect.stringMatching(/^PASS: [ -~]+ \(infra\)$/),
        priority: "default",
        tags: "white_check_mark",
      },
      body: expect.stringMatching(/^SIMULATED: .*\nSince the last run/),
    });
  });

  test("Alertmanager: an alert for each cause, and an end for one that holds again, not for one that nobody judged", async () => {
    const events = [started([row("a/one"), row("a/old"), row("a/unknown")]), finished("a/one", "fail")];
    const last = since({ causes: { added: ["a/one"], gone: ["a/old", "a/unknown"] } });
    const judged = [finished("a/old", "pass"), finished("a/unknown", "inconclusive")];
    const of = runOf([...events, ...judged, { event: "compared", at: AT, since: last }, ended()]);
    await notify(target("alertmanager"), of);
    expect(got[0]?.path).toBe(`${SECRET}/api/v2/alerts`);
    const startsAt = "2026-11-21T04:10:22.000Z";
    expect(posted()).toMatchObject([
      {
        labels: { alertname: "AssayCause", cluster: "infra", check: "a/one" },
        startsAt,
        endsAt: "2026-11-22T16:14:22.000Z",
      },
      { labels: { alertname: "AssayCause", check: "a/old" }, endsAt: "2026-11-21T04:14:22.000Z" },
      { labels: { alertname: "AssayRunNotPassed", severity: "warning" } },
    ]);
  });
});

describe("when it is told", () => {
  test.each<[string, Run, boolean]>([
    ["the first run", run(false), true],
    ["nothing changed", run(true, since()), false],
    ["another verdict", run(false, since()), true],
    ["another cause", run(true, since({ causes: { added: ["a/one"], gone: ["a/two"] } })), true],
    ["refused", run(false, undefined, { outcome: { ...run(false).outcome, refused: "another answers" } }), true],
    [
      "a run that was asked for less",
      run(false, since(), { outcome: { ...run(false).outcome, filtered: true } }),
      false,
    ],
  ])("on a change: %s", async (_, of, isTold) => {
    await notify(target("slack", "change"), of);
    expect(got).toHaveLength(isTold ? 1 : 0);
  });

  test("always", async () => {
    await notify(target("slack"), run(true, since()));
    expect(got).toHaveLength(1);
  });
});

describe("what cannot be told is a warning without the URL", () => {
  test.each([
    [404, /^notify\[0\] \(slack\) was not told: it answered 404$/],
    [302, /it answered 302$/],
  ])("answered %i", async (answer, words) => {
    status = answer;
    const warnings = await notify(target("slack"), run(true));
    expect(warnings).toEqual([expect.stringMatching(words)]);
    expect(got).toHaveLength(1);
  });

  test.each([
    ["no URL", "canary", "$ASSAY_TEST_URL holds no http or https URL"],
    ["another scheme", "file:///etc/canary", "$ASSAY_TEST_URL holds no http or https URL"],
    ["not set", "", "$ASSAY_TEST_URL is not set"],
  ])("%s", async (_, url, words) => {
    const { notify: targets } = target("webhook");
    process.env["ASSAY_TEST_URL"] = url;
    expect(await notify({ notify: targets }, run(true))).toEqual([`notify[0] (webhook) was not told: ${words}`]);
  });

  test("a port that HTTP is never sent to", async () => {
    expect(await ping("http://127.0.0.1:9/canary", "success")).toEqual([
      "--ping: success was not told: its port belongs to another protocol, and HTTP is not sent there",
    ]);
  });

  test("nobody listens", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const { notify: targets } = target("webhook");
    process.env["ASSAY_TEST_URL"] = `http://127.0.0.1:${port}/canary`;
    expect(await notify({ notify: targets }, run(true))).toEqual([
      "notify[0] (webhook) was not told: its host refuses connections",
    ]);
  });

  test("a file holds it, or cannot be read", async () => {
    const file = path.join(folder, "url");
    writeFileSync(file, `${base}/from-a-file\n`);
    const of = (named: string) => ({
      notify: [{ kind: "webhook" as const, on: "always" as const, url: { file: named } }],
    });
    expect(await notify(of(file), run(true))).toEqual([]);
    expect(got[0]?.path).toBe("/from-a-file");
    expect(await notify(of(`${file}x`), run(true))).toEqual([expect.stringContaining("cannot be read: no such file")]);
  });
});

describe("a dead-man service", () => {
  test("start, success and fail, after the path of its URL", async () => {
    const url = `${base}/ping/uuid?create=1`;
    expect([
      ...(await ping(url, "start")),
      ...(await ping(url, "success", "PASS")),
      ...(await ping(url, "fail")),
    ]).toEqual([]);
    expect(got.map((it) => it.path)).toEqual([
      "/ping/uuid/start?create=1",
      "/ping/uuid?create=1",
      "/ping/uuid/fail?create=1",
    ]);
    expect(got[1]?.body).toBe("PASS");
    status = 500;
    expect(await ping(url, "start")).toEqual(["--ping: start was not told: it answered 500"]);
    expect(await ping(undefined, "start")).toEqual([]);
  });
});

test("the URLs are redacted wherever they stand, and so are their paths", () => {
  holdUrls(target("slack").notify, "https://hc-ping.com/3f1c2b8e-canary-uuid");
  expect(redact(`--ping https://hc-ping.com/3f1c2b8e-canary-uuid, then POST ${SECRET}`)).not.toContain("canary");
});
