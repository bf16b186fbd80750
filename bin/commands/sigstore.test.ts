import { execFile } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../project.ts";
import { IDENTITY, ISSUER, standIn, type StandIn } from "../testing/sigstore.ts";

const out = fs.mkdtempSync(path.join(tmpdir(), "assay-sigstore-"));
const BUNDLE = "evidence.sigstore.json";
let sigstore: StandIn;
let folder = "";
let trusted = "";

/** The stand-in answers from this process: a call that blocks it would wait for itself. */
function assay(args: string[], environment: Record<string, string> = {}) {
  const { SIGSTORE_ID_TOKEN: _, ACTIONS_ID_TOKEN_REQUEST_URL: _url, ...own } = process.env;
  const services = { SIGSTORE_FULCIO_URL: sigstore.url, SIGSTORE_REKOR_URL: sigstore.url };
  const env = { ...own, ...services, ...environment };
  return new Promise<{ exit: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, ["bin/assay.mjs", ...args], { cwd: root, env }, (_error, stdout, stderr) =>
      resolve({ exit: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

let copies = 0;
function copy(): string {
  const to = path.join(out, `copy-${(copies += 1)}`);
  fs.cpSync(folder, to, { recursive: true });
  return to;
}
const by = (identity = IDENTITY, issuer = ISSUER): string[] => [
  ...["--identity", identity, "--issuer", issuer, "--trusted-root", trusted],
];

beforeAll(async () => {
  sigstore = await standIn();
  trusted = path.join(out, "trusted_root.json");
  fs.writeFileSync(trusted, JSON.stringify(sigstore.root));
  const args = ["--suite", "prerequisites", "--patience", "0", "--sign", "sigstore", "--out", path.join(out, "runs")];
  const run = await assay(args, { SIGSTORE_ID_TOKEN: sigstore.token });
  expect(run).toMatchObject({ exit: 0, stderr: "" });
  folder = fs.realpathSync(path.join(out, "runs/lab/latest"));
}, 180_000);
afterAll(() => {
  sigstore.close();
  fs.rmSync(out, { recursive: true, force: true });
});

describe("evidence that is signed through Sigstore", { timeout: 180_000 }, () => {
  test("is verified by the name and the issuer of its certificate, both exactly", async () => {
    const { stdout } = await assay(["verify", folder, ...by()]);
    expect(stdout).toContain(`\n  signed by ${IDENTITY} (Sigstore, issuer ${ISSUER})\n`);
    expect(stdout).not.toContain("UNSIGNED");
    // no pattern: a dot is a dot, and a part is not the whole
    for (const other of [by(IDENTITY.replaceAll(".", "?")), by("https://example.org"), by(IDENTITY, `${ISSUER}.evil`)])
      expect((await assay(["verify", folder, ...other])).stdout).toContain("whom --identity and --issuer do not name");
    expect((await assay(["verify", folder])).stdout).toContain(
      `UNSIGNED: signed through Sigstore by ${IDENTITY}: --identity and --issuer say whether you trust that`,
    );
    expect(await assay(["report", folder])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("is signed") as string,
    });
  });

  test("tells the log its digests alone, and the file no token", () => {
    const bundle = fs.readFileSync(path.join(folder, BUNDLE), "utf8");
    const { verificationMaterial } = JSON.parse(bundle) as {
      verificationMaterial: { tlogEntries: { canonicalizedBody: string }[] };
    };
    const [entry] = verificationMaterial.tlogEntries;
    const logged = Buffer.from(entry?.canonicalizedBody ?? "", "base64").toString();
    expect(JSON.parse(logged)).toMatchObject({ kind: "dsse" });
    expect(logged).not.toContain('payload":');
    const all = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
    const files = all.map((name) => path.join(folder, name)).filter((file) => fs.statSync(file).isFile());
    expect(files.filter((file) => fs.readFileSync(file, "utf8").includes(sigstore.token))).toEqual([]);
  });

  test("is FORGED where the bundle or what it speaks of was changed", async () => {
    const told = async (change: (it: string) => void): Promise<string> => {
      const it = copy();
      change(it);
      return (await assay(["verify", it, ...by()])).stdout;
    };
    const broken = await told((it) => {
      const bundle = JSON.parse(fs.readFileSync(path.join(it, BUNDLE), "utf8")) as {
        dsseEnvelope: { signatures: { sig: string }[] };
      };
      for (const signature of bundle.dsseEnvelope.signatures) {
        const bytes = Buffer.from(signature.sig, "base64");
        bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
        signature.sig = bytes.toString("base64");
      }
      fs.writeFileSync(path.join(it, BUNDLE), JSON.stringify(bundle));
    });
    expect(broken).toMatch(/FORGED: evidence\.sigstore\.json has a signature that does not hold: /);
    expect(await told((it) => fs.writeFileSync(path.join(it, BUNDLE), "{}"))).toContain("is no bundle of a statement");
    expect(await told((it) => fs.appendFileSync(path.join(it, "run.json"), " "))).toContain("was signed over another");
  });

  test("is signed later too, by the token that GitHub Actions hands out", async () => {
    const it = copy();
    fs.rmSync(path.join(it, BUNDLE));
    const job = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${sigstore.url}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "let-me-in",
    };
    expect(await assay(["sign", it, "--key", "sigstore"], job)).toMatchObject({
      exit: 0,
      stdout: `${path.join(it, BUNDLE)}: signed by ${IDENTITY}, as SIMULATED\n`,
    });
    expect((await assay(["verify", it, ...by()])).stdout).toContain(`signed by ${IDENTITY}`);
  });

  test.each<[string, string[], Record<string, string>, RegExp]>([
    ["without a token", ["sign", "sigstore"], {}, /needs the OIDC token of a CI job, and there is none/],
    [
      "where nobody answers",
      ["sign", "sigstore"],
      { SIGSTORE_ID_TOKEN: "e30.eyJzdWIiOiJ4In0.e30", SIGSTORE_FULCIO_URL: "http://127.0.0.1:9" },
      /Sigstore did not sign: /,
    ],
    ["by half a name", ["verify", "--identity", "x"], {}, /--identity and --issuer belong together/],
    [
      "by another root",
      ["verify", "--identity", "x", "--issuer", "y", "--trusted-root", "package.json"],
      {},
      /package\.json: is no trusted root of Sigstore/,
    ],
  ])("%s: a sentence, exit 2, and nothing written", async (_, [command = "", ...words], environment, says) => {
    const it = copy();
    if (command === "sign") fs.rmSync(path.join(it, BUNDLE));
    const args = command === "sign" ? [command, it, "--key", ...words] : [command, it, ...words];
    const { exit, stderr } = await assay(args, environment);
    expect([exit, stderr]).toEqual([2, expect.stringMatching(says)]);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(fs.existsSync(path.join(it, BUNDLE))).toBe(command !== "sign");
  });
});
