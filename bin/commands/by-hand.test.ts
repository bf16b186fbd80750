import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../project.ts";

/** Commands of docs/verifying-by-hand.md, as they stand there. */
const COMMANDS = [
  ...fs.readFileSync(path.join(root, "docs/verifying-by-hand.md"), "utf8").matchAll(/```sh\n([^]*?)```/g),
].map(([, commands = ""]) => commands);
const [sums = "", ssh = "", subjects = "", cosign = ""] = COMMANDS;

const has = (...programs: string[]): boolean =>
  programs.every((program) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0);
if (!has("cosign")) console.warn("what cosign verifies was not tried: it is not on PATH (go install its cmd/cosign)");

const home = fs.mkdtempSync(path.join(tmpdir(), "assay-by-hand-"));
afterAll(() => fs.rmSync(home, { recursive: true, force: true }));

function assay(...args: string[]): void {
  execFileSync(process.execPath, ["bin/assay.mjs", ...args], { cwd: root, stdio: "ignore" });
}

/** What they say, in a run's folder. */
function told(commands: string, folder: string): { exit: number | null; text: string } {
  const env = { ...process.env, HOME: home, LC_ALL: "C" };
  const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", commands], { cwd: folder, env });
  return { exit: status, text: `${stdout.toString()}${stderr.toString()}` };
}

let folder = "";
beforeAll(() => {
  assay("--suite", "prerequisites", "--patience", "0", "--out", path.join(home, "runs"));
  folder = fs.realpathSync(path.join(home, "runs/lab/latest"));
}, 120_000);

let copies = 0;
function signed(key: string): string {
  const to = path.join(home, `copy-${(copies += 1)}`);
  fs.cpSync(folder, to, { recursive: true });
  assay("sign", to, "--key", key);
  return to;
}

describe("evidence is verified by hand as the docs say", { timeout: 120_000 }, () => {
  test.skipIf(!has("jq", "ssh-keygen", "sha256sum"))("by sha256sum and ssh-keygen, with a key of each kind", () => {
    fs.mkdirSync(path.join(home, ".ssh"));
    for (const kind of ["ed25519", "rsa", "ecdsa"]) {
      const key = path.join(home, ".ssh/id_ed25519");
      for (const file of [key, `${key}.pub`]) fs.rmSync(file, { force: true });
      execFileSync("ssh-keygen", ["-q", "-t", kind, "-N", "", "-f", key]);
      const it = signed(key);
      expect(told(sums, it)).toEqual({ exit: 0, text: "" });
      expect(told(ssh, it)).toMatchObject({
        exit: 0,
        text: expect.stringContaining('Good "assay" signature for kim') as string,
      });
      expect(told(subjects, it)).toEqual({ exit: 0, text: "run.json: OK\nSHA256SUMS: OK\n" });
      fs.appendFileSync(path.join(it, "run.json"), " ");
      expect(told(sums, it)).toMatchObject({ exit: 1, text: expect.stringContaining("run.json: FAILED") as string });
      expect(told(subjects, it)).toMatchObject({
        exit: 1,
        text: expect.stringContaining("run.json: FAILED") as string,
      });
      const envelope = fs.readFileSync(path.join(it, "evidence.intoto.json"), "utf8");
      const { payload } = JSON.parse(envelope) as { payload: string };
      const other = Buffer.from(Buffer.from(payload, "base64").toString().replace("WARNED", "PASSED")).toString(
        "base64",
      );
      fs.writeFileSync(path.join(it, "evidence.intoto.json"), envelope.replace(payload, other));
      expect(told(ssh, it).exit).not.toBe(0);
    }
  });

  test.skipIf(!has("cosign"))("by cosign, with a PEM key of each kind", () => {
    const pairs = [
      generateKeyPairSync("ec", { namedCurve: "P-256" }),
      generateKeyPairSync("rsa", { modulusLength: 2048 }),
      generateKeyPairSync("ed25519"),
    ];
    for (const { privateKey, publicKey } of pairs) {
      const key = path.join(home, "key.pem");
      fs.writeFileSync(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
      const it = signed(key);
      fs.writeFileSync(path.join(it, "key.pub"), publicKey.export({ type: "spki", format: "pem" }));
      expect(told(cosign, it)).toMatchObject({ exit: 0, text: expect.stringContaining("Verified OK") as string });
      fs.appendFileSync(path.join(it, "run.json"), " ");
      expect(told(cosign, it)).toMatchObject({ exit: 1, text: expect.not.stringContaining("Verified OK") as string });
    }
  });
});
