import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { HEALTHY } from "../lab/scenario.ts";
import { startLab } from "../lab/start.ts";
import { profiles } from "./profiles.ts";
import { canaries, type Canary } from "./testing/canaries.ts";
import { assay } from "./testing/command.ts";
import { textsBelow } from "./testing/texts.ts";

const folder = mkdtempSync(path.join(tmpdir(), "assay-canaries-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let server: Server | undefined;
afterEach(() => server?.close());

/** What nobody else's output may hold: a title of the terminal, a command of GitHub's runner. */
const HOSTILE = "ops\u001B]0;pwned\u0007\u001B[31m\n::error::pwned\n##[error]pwned";

const TOKEN = "k8Hq2Zp0vWx1kuQ7Zr3mNs5tGb9cJd";
const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** An API server that quotes the request in its refusal, as gateways do: each time encoded otherwise. */
async function quoting(status: number): Promise<string> {
  let count = 0;
  server = createServer(({ headers: { authorization = "" } }, response) => {
    const token = authorization.replace(/^\w+ /, "");
    const said = [
      authorization,
      `token ${token} has expired`,
      base64(authorization),
      base64(`a${token}`),
      encodeURIComponent(authorization),
      Buffer.from(token).toString("hex"),
      JSON.stringify(JSON.stringify({ Authorization: [authorization] })),
      `got "${token.slice(0, 24)}..."`,
    ];
    count += 1;
    const message = `you sent ${said[count % said.length]}`;
    const type = count % 2 === 0 ? "application/json" : "text/plain";
    response.writeHead(status, { "content-type": type }).end(count % 2 === 0 ? JSON.stringify({ message }) : message);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A kubeconfig with this user, whose context, cluster and user have a hostile name. */
function kubeconfigOf(url: string, user: object): string {
  const file = path.join(folder, "kubeconfig");
  const text = stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": HOSTILE,
    clusters: [{ name: HOSTILE, cluster: { server: url, "insecure-skip-tls-verify": true } }],
    contexts: [{ name: HOSTILE, context: { cluster: HOSTILE, user: HOSTILE } }],
    users: [{ name: HOSTILE, user }],
  });
  writeFileSync(file, text);
  return file;
}

/** The lab's profile without its context, with what is added to it. */
function profileWith(added = "", change: (text: string) => string = (text) => text): string {
  const file = path.join(folder, "lab.yaml");
  const text = readFileSync("clusters/lab.yaml", "utf8").replace(/^ {2}context:.*\n/m, "");
  writeFileSync(file, `${change(text)}${added}`);
  return file;
}

/** The lab's profile for a server that speaks no TLS. */
const profileOf = (url: string): string =>
  profileWith("", (text) => text.replace(/https:.*:6443/, `${url}\n  allowInsecure: it is tried here`));

/** Everything that a run printed and left, but for what the tools' own machines hold. */
async function toldBy(args: readonly string[], environment: Record<string, string> = {}): Promise<Map<string, string>> {
  const out = mkdtempSync(path.join(folder, "out-"));
  const said = await assay([...args, "--patience", "0", "--out", out], environment);
  return new Map([["the terminal", said.stdout + said.stderr], ...textsBelow(out)]);
}

const where = (texts: Map<string, string>, found: string): string[] =>
  [...texts].flatMap(([name, text]) => (text.includes(found) ? [name] : []));

const leaked = (texts: Map<string, string>, all: readonly Canary[]): string[] =>
  all.flatMap(({ channel, form, found }) => where(texts, found).map((name) => `${form} in ${channel}: ${name}`));

/** Places at which a terminal or GitHub's runner would obey. */
const obeyed = (texts: Map<string, string>): string[] =>
  [...texts].flatMap(([name, text]) =>
    ["\u0007", "\u001B"].some((one) => text.includes(one)) || (name === "the terminal" && /^\s*(?:::|##\[)/m.test(text))
      ? [name]
      : [],
  );

test.each([401, 403])(
  "a %i that quotes our own token, under a hostile name of the context",
  { timeout: 60_000 },
  async (status) => {
    const url = await quoting(status);
    const file = kubeconfigOf(url, { token: TOKEN });
    const profile = profileOf(url);
    const texts = await toldBy(["--cluster", profile, "--kubeconfig", file, "--suite", "kubernetes"]);
    expect(texts.get("the terminal")).toContain(String(status));
    expect(texts.get("the terminal")).toContain("[redacted]");
    expect(
      ["", base64, (it: string) => Buffer.from(it).toString("hex")].flatMap((encoded) =>
        where(texts, typeof encoded === "string" ? TOKEN.slice(0, 20) : encoded(TOKEN).slice(0, 24)),
      ),
    ).toEqual([]);
    expect(where(texts, base64(`Bearer ${TOKEN}`).slice(12, 36))).toEqual([]);
    expect(where(texts, base64(`a${TOKEN}`).slice(8, 32))).toEqual([]);
    expect(obeyed(texts)).toEqual([]);
  },
);

test(
  "a credential plugin that fails: its stdout is told to nobody, its stderr without secrets",
  { timeout: 120_000 },
  async () => {
    const { put, all } = canaries();
    const [out, err] = [path.join(folder, "plugin-out"), path.join(folder, "plugin-err")];
    writeFileSync(out, JSON.stringify({ status: { token: put("stdout of a plugin", true) } }));
    writeFileSync(err, `${HOSTILE}\n${[1, 2, 3].map(() => put("stderr of a plugin")).join("\n")}\n`);
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "sh",
      args: ["-c", `cat ${out}; cat ${err} >&2; exit 1`],
    };
    const url = await quoting(401);
    const profile = profileOf(url);
    const texts = await toldBy([
      "--cluster",
      profile,
      "--kubeconfig",
      kubeconfigOf(url, { exec }),
      "--suite",
      "kubernetes",
    ]);
    expect(texts.get("the terminal")).toContain("exit 1");
    expect(obeyed(texts)).toEqual([]);
    expect(leaked(texts, all)).toEqual([]);
  },
);

test(
  "a profile's own words, --ping and notify, and a tool that prints its environment",
  { timeout: 120_000 },
  async () => {
    const { put, all } = canaries();
    const lab = await startLab(profiles("lab"), HEALTHY);
    const { kubeconfig, talosconfig, endpoint, repo = "" } = lab.options;
    const [bin = ""] = (lab.environment["PATH"] ?? "").split(path.delimiter);
    const alone = put("a variable's value alone", true);
    for (const program of ["flux", "cilium", "talosctl"]) {
      renameSync(path.join(bin, program), path.join(bin, `${program}-itself`));
      const script = `#!/bin/sh\nexport -p >&2\necho "cannot log in with <$OWN_PAT>" >&2\nexec "$0-itself" "$@"\n`;
      writeFileSync(path.join(bin, program), script);
      chmodSync(path.join(bin, program), 0o755);
    }
    const words = (channel: string): string => JSON.stringify(`${put(channel)} ${HOSTILE}`);
    const added = `
waivers:
  - { row: flux/check-passes, owner: ${words("a waiver's owner")}, reason: ${words("a waiver's reason")}, until: 2099-12-31 }
notify:
  - { kind: webhook, url: { env: CHAT_HOOK }, on: always }
`;
    const file = profileWith(added, (text) =>
      text
        .replace(/^description:.*$/m, () => `description: ${words("a description")}`)
        .replace(/neededLater: "[^"]*"/, () => `neededLater: ${words("a release's reason")}`)
        .replaceAll(/^( +title:) .*$/gm, (_, key: string) => `${key} ${words("a story's title")}`)
        .replaceAll(/statement: "[^"]*"/g, () => `statement: ${words("a story's statement")}`),
    );
    const secret = (name: string): string => put(`$${name}`, true);
    const nowhere = "http://127.0.0.1:9/hook";
    const environment = {
      ...lab.environment,
      GITHUB_TOKEN: secret("GITHUB_TOKEN"),
      OP_SERVICE_ACCOUNT_TOKEN: secret("OP_SERVICE_ACCOUNT_TOKEN"),
      AWS_SECRET_ACCESS_KEY: secret("AWS_SECRET_ACCESS_KEY"),
      CLOUDFLARE_AUTH: secret("CLOUDFLARE_AUTH"),
      MAIL_CREDENTIALS: secret("MAIL_CREDENTIALS"),
      OWN_PAT: alone,
      CHAT_HOOK: `${nowhere}/${secret("CHAT_HOOK")}`,
    };
    const flags = ["--kubeconfig", kubeconfig, "--talosconfig", talosconfig, "--endpoint", endpoint, "--repo", repo];
    const ping = `http://127.0.0.1:9/ping/${put("--ping", true)}`;
    const texts = await toldBy(["--cluster", file, ...flags, "--ping", ping], environment);
    lab.dispose();
    expect(texts.get("the terminal")).toContain("--ping: start was not told");
    expect(
      [...texts].some(([name, text]) => name.includes("transcripts/") && text.includes("export GITHUB_TOKEN=")),
    ).toBe(true);
    expect(leaked(texts, all)).toEqual([]);
    expect(obeyed(texts)).toEqual([]);

    // a wrong profile quotes what is wrong
    const wrong = await toldBy([
      "--cluster",
      profileWith(`${JSON.stringify(put("a key"))}: 1\nkind: ${words("a value")}\n`),
    ]);
    expect(wrong.get("the terminal")).toContain("lab.yaml:");
    expect(leaked(wrong, all)).toEqual([]);
    expect(obeyed(wrong)).toEqual([]);
  },
);
