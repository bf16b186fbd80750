import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync, createPublicKey, verify as holds } from "node:crypto";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Envelope } from "../../evidence/envelope.ts";
import type { Statement } from "../../evidence/statement.ts";
import { root } from "../project.ts";

const out = fs.mkdtempSync(path.join(tmpdir(), "assay-sign-"));
afterAll(() => fs.rmSync(out, { recursive: true, force: true }));
const place = (name: string): string => path.join(out, name);

function assay(...args: string[]) {
  const env = { ...process.env, SSH_AUTH_SOCK: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/assay.mjs", ...args], { cwd: root, env });
  return { exit: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

const hasSsh = spawnSync("ssh-keygen", ["-?"]).error === undefined;

function pem(name: string, kind: "ed25519" | "P-256" | "rsa"): string {
  const pair =
    kind === "ed25519"
      ? generateKeyPairSync("ed25519")
      : kind === "rsa"
        ? generateKeyPairSync("rsa", { modulusLength: 2048 })
        : generateKeyPairSync("ec", { namedCurve: "P-256" });
  fs.writeFileSync(place(name), pair.privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  fs.writeFileSync(place(`${name}.pub`), pair.publicKey.export({ type: "spki", format: "pem" }));
  return place(name);
}

function ssh(name: string, passphrase = ""): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "kim@example.org", "-f", place(name)]);
  return place(name);
}

const SUITE = ["--suite", "prerequisites", "--patience", "0"];

/** A run of the lab that was signed with a PEM key; tests sign and tamper with copies. */
let folder = "";
beforeAll(() => {
  const run = assay(...SUITE, "--sign", pem("run", "P-256"), "--out", place("runs"));
  expect(run.stderr).toBe("");
  folder = fs.realpathSync(path.join(place("runs"), "lab/latest"));
}, 120_000);

let copies = 0;
function copy(): string {
  const to = place(`copy-${(copies += 1)}`);
  fs.cpSync(folder, to, { recursive: true });
  return to;
}

const ENVELOPE = "evidence.intoto.json";
const envelopeIn = (of: string): Envelope => JSON.parse(fs.readFileSync(path.join(of, ENVELOPE), "utf8")) as Envelope;
const statementIn = (of: string): Statement =>
  JSON.parse(Buffer.from(envelopeIn(of).payload, "base64").toString()) as Statement;

describe("signed evidence", { timeout: 120_000 }, () => {
  test("is a statement of test results about run.json, the sums, the cluster and the profile; of the lab it never passed", () => {
    const { subject, predicate, predicateType, _type } = statementIn(folder);
    expect([_type, predicateType]).toEqual([
      "https://in-toto.io/Statement/v1",
      "https://in-toto.io/attestation/test-result/v0.1",
    ]);
    expect(subject.map(({ name }) => name)).toEqual([
      "run.json",
      "SHA256SUMS",
      expect.stringMatching(/^kube-system\/[0-9a-f-]{36}$/),
      "clusters/lab.yaml",
    ]);
    expect(predicate).toMatchObject({ result: "WARNED", simulated: true });
    expect(predicate.passedTests).toContain("prerequisites/cluster-is-the-one-named");
  });

  test("in PEM is what cosign verifies: ECDSA over SHA-256 of the pre-authentication encoding", () => {
    const { payload, payloadType, signatures } = envelopeIn(folder);
    const body = Buffer.from(payload, "base64");
    const bytes = Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${body.length} ${body.toString()}`);
    const key = createPublicKey(fs.readFileSync(place("run.pub")));
    expect(holds("sha256", bytes, key, Buffer.from(signatures[0]?.sig ?? "", "base64"))).toBe(true);
  });

  test("is known by the key that is trusted, and by no other", () => {
    pem("stranger", "ed25519");
    expect(assay("verify", folder, "--key", place("run.pub")).stdout).toMatch(
      /^SIMULATED: .*\n {2}signed by SHA256:\S{43}$/m,
    );
    expect(assay("verify", folder, "--key", place("stranger.pub")).stdout).toContain("which --key does not name");
    expect(assay("verify", folder).stdout).toContain("--key <public key> says whether you trust that");
  });

  test("is FORGED where the signature, the statement or what it speaks of was changed", () => {
    const change = (with_: (envelope: Envelope) => object): string => {
      const to = copy();
      fs.writeFileSync(path.join(to, ENVELOPE), JSON.stringify(with_(envelopeIn(to))));
      return assay("verify", to, "--key", place("run.pub")).stdout;
    };
    const sign = ({ signatures: [one], ...rest }: Envelope) => ({
      ...rest,
      signatures: [{ ...one, sig: Buffer.from("no").toString("base64") }],
    });
    expect(change(sign)).toMatch(/^FORGED: [^]*evidence\.intoto\.json has a signature by \S+ that does not hold/);
    const { predicate, ...statement } = statementIn(folder);
    const passed = { ...statement, predicate: { ...predicate, result: "PASSED" } };
    const payload = Buffer.from(JSON.stringify(passed)).toString("base64");
    expect(change((it) => ({ ...it, payload }))).toMatch(/^FORGED: [^]*was signed over another result/);
    expect(change(() => ({}))).toMatch(/^FORGED: [^]*is no envelope of a statement/);
    const to = copy();
    fs.appendFileSync(path.join(to, "SHA256SUMS"), "\n");
    expect(assay("verify", to).stdout).toMatch(/^FORGED: [^]*was signed over another SHA256SUMS/);
  });

  test("is signed by several, and not rendered again", () => {
    const to = copy();
    expect(assay("sign", to, "--key", pem("second", "ed25519"))).toMatchObject({ exit: 0 });
    expect(assay("sign", to, "--key", place("second"))).toMatchObject({ exit: 0 });
    expect(envelopeIn(to).signatures).toHaveLength(2);
    for (const key of ["run.pub", "second.pub"])
      expect(assay("verify", to, "--key", place(key)).stdout).toContain("signed by SHA256:");
    expect(assay("report", to)).toMatchObject({ exit: 2, stderr: expect.stringContaining("is signed") as string });
  });

  test.skipIf(!hasSsh)("has the id that OpenSSH gives the key, by which cosign chooses signatures", () => {
    for (const [name, kind] of [
      ["id-p256", "P-256"],
      ["id-ed25519", "ed25519"],
    ] as const) {
      const to = copy();
      const { stdout } = assay("sign", to, "--key", pem(name, kind));
      const imported = spawnSync("ssh-keygen", ["-i", "-m", "PKCS8", "-f", place(`${name}.pub`)]).stdout.toString();
      if (imported === "") continue; // OpenSSH imports no Ed25519 key from PEM
      fs.writeFileSync(place(`${name}.ssh`), imported);
      const printed = execFileSync("ssh-keygen", ["-l", "-f", place(`${name}.ssh`)]).toString();
      expect(stdout).toContain(/SHA256:\S+/.exec(printed)?.[0]);
    }
  });

  test.skipIf(!hasSsh)("by one key in either form is known by the other: ECDSA, RSA and Ed25519", () => {
    for (const kind of ["ecdsa", "rsa", "ed25519"]) {
      const key = place(`both-${kind}`);
      execFileSync("ssh-keygen", ["-q", "-t", kind, "-N", "", "-f", key]);
      const imported = spawnSync("ssh-keygen", ["-e", "-m", "PKCS8", "-f", `${key}.pub`]).stdout.toString();
      fs.writeFileSync(`${key}.pem`, imported);
      // OpenSSH writes no Ed25519 key as PEM
      const names = imported === "" ? [`${key}.pub`] : [`${key}.pub`, `${key}.pem`];
      const to = copy();
      expect(assay("sign", to, "--key", key)).toMatchObject({ exit: 0 });
      for (const name of names) expect(assay("verify", to, "--key", name).stdout).toContain("\n  signed by SHA256:");
      if (imported === "") continue;
      // the form that ssh-keygen wrote before it had its own
      execFileSync("ssh-keygen", ["-q", "-p", "-N", "", "-P", "", "-m", "PEM", "-f", key]);
      const again = copy();
      expect(assay("sign", again, "--key", key)).toMatchObject({ exit: 0 });
      for (const name of names) expect(assay("verify", again, "--key", name).stdout).toContain("\n  signed by SHA256:");
    }
  });

  test.skipIf(!hasSsh)("by a key of OpenSSH at the end of a run of the lab, which has commands of its own", () => {
    const run = assay(...SUITE, "--sign", ssh("id_run"), "--out", place("by-ssh"));
    expect(run).toMatchObject({ exit: 0, stderr: "" });
    const latest = path.join(place("by-ssh"), "lab/latest");
    expect(assay("verify", latest, "--key", place("id_run.pub")).stdout).toContain("\n  signed by SHA256:");
  });

  test.skipIf(!hasSsh)("by a key of OpenSSH is verified by ssh-keygen, with a public key or allowed_signers", () => {
    const key = ssh("id_ed25519");
    const to = copy();
    expect(assay("sign", to, "--key", key).stdout).toMatch(/signed by SHA256:\S+, as SIMULATED$/m);
    expect(assay("verify", to, "--key", `${key}.pub`).stdout).toContain("signed by SHA256:");
    const signers = place("allowed_signers");
    fs.writeFileSync(signers, `# who may\nkim@example.org namespaces="assay" ${fs.readFileSync(`${key}.pub`, "utf8")}`);
    expect(assay("verify", to, "--key", signers).stdout).toContain("signed by kim@example.org (SHA256:");
    ssh("id_other");
    expect(assay("verify", to, "--key", place("id_other.pub")).stdout).toContain("which --key does not name");
  });
});

describe("a key that cannot sign is told in one sentence, before anything is judged", { timeout: 120_000 }, () => {
  const refused = (key: string): string => {
    const before = fs.readFileSync(path.join(folder, ENVELOPE), "utf8");
    const { exit, stderr } = assay("sign", folder, "--key", key);
    expect(exit).toBe(2);
    expect(fs.readFileSync(path.join(folder, ENVELOPE), "utf8")).toBe(before);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    return stderr;
  };

  test("in PEM: a public one, a short one of RSA, one of cosign's, one with a passphrase, none at all", () => {
    expect(refused(place("run.pub"))).toContain("run.pub: is a public key, which signs nothing; give the private key");
    const short = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
    fs.writeFileSync(place("short"), short.export({ type: "pkcs1", format: "pem" }));
    expect(refused(place("short"))).toContain("short: is a key of the type rsa 1024 bit; give one of ECDSA P-256");
    fs.writeFileSync(place("cosign.key"), "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nYQ==\n");
    expect(refused(place("cosign.key"))).toContain(
      "cosign.key: is a key in cosign's own form, which only cosign opens",
    );
    const { privateKey } = generateKeyPairSync("ed25519");
    const locked = privateKey.export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "long enough",
    });
    fs.writeFileSync(place("locked"), locked);
    expect(refused(place("locked"))).toContain("locked: is encrypted; give a key without a passphrase (openssl pkcs8");
    fs.writeFileSync(place("nonsense"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
    expect(refused(place("nonsense"))).toContain("nonsense: is no key that can be read");
    expect(refused(place("gone"))).toContain("gone: no such file; give the file of a key");
    expect(refused(out)).toContain("is no key; give the file of a key");
  });

  test.skipIf(!hasSsh)("of OpenSSH: one with a passphrase, a public one without an agent, one that is none", () => {
    expect(refused(ssh("id_locked", "long enough"))).toMatch(/id_locked: is encrypted; `ssh-add \S+id_locked`/);
    expect(refused(place("id_locked.pub"))).toContain("is a public key, and no agent holds its private half");
    fs.writeFileSync(place("id_none"), "nothing\n", { mode: 0o600 });
    expect(refused(place("id_none"))).toContain("id_none: is no key");
  });

  test("a run does not begin with one, and verify takes no private key", () => {
    const { exit, stderr } = assay(...SUITE, "--sign", place("run.pub"), "--out", place("never"));
    expect([exit, stderr]).toEqual([2, expect.stringContaining("is a public key")]);
    expect(fs.existsSync(place("never"))).toBe(false);
    expect(assay("verify", folder, "--key", place("run"))).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("is a private key; give the public one") as string,
    });
  });

  test("what was changed is not signed", () => {
    const to = copy();
    fs.appendFileSync(path.join(to, "report.md"), "x");
    const { exit, stderr } = assay("sign", to, "--key", place("run"));
    expect([exit, stderr]).toEqual([2, expect.stringContaining("report.md differs from SHA256SUMS: not signed")]);
  });
});
