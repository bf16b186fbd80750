import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UsageError } from "../../call/usage-error.ts";
import { runUnrecorded } from "../../command.ts";
import { searchPath } from "../../environment.ts";
import { SourceError } from "../../trouble.ts";
import type { Signer, Verifier } from "./signer.ts";

/** What a signature is for: one over a commit or a mail is none over evidence. `ssh-keygen -Y sign -n`. */
const NAMESPACE = "assay";
const DEADLINE_MS = 20_000;

/**
 * OpenSSH's own signatures (https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig). A public key signs
 * where an agent holds its private half.
 */
export async function sshSigner(file: string, place: string, text: string): Promise<Signer> {
  const isPublic = PUBLIC.test(text);
  const keygen = keygenHere();
  if (!isPublic) {
    if (!text.includes("-----BEGIN OPENSSH PRIVATE KEY-----"))
      throw new UsageError(`${file}: is no key that can be read; give one of openssl, cosign or ssh-keygen`);
    const opened = await keygen(["-y", "-P", "", "-f", place]);
    if (/passphrase|decrypt/i.test(opened.stderr))
      throw new UsageError(
        `${file}: is encrypted; \`ssh-add ${file}\` and give ${file}.pub, or give a key without a passphrase`,
      );
    if (/permissions/i.test(opened.stderr))
      throw new UsageError(`${file}: others may read it, and ssh-keygen refuses such a key: chmod 600 ${file}`);
    if (opened.exit !== 0)
      throw new UsageError(`${file}: is no key that can be read; give one of openssl, cosign or ssh-keygen`);
  }
  const { stdout } = await keygen(["-l", "-E", "sha256", "-f", place]);
  const keyid = /SHA256:\S+/.exec(stdout)?.[0];
  if (keyid === undefined) throw new UsageError(`${file}: is no key that ssh-keygen knows; give one of ssh-keygen`);
  const sign = (bytes: Buffer): Promise<Buffer> =>
    within(async (folder) => {
      const payload = path.join(folder, "payload");
      writeFileSync(payload, bytes);
      const { exit } = await keygen(["-Y", "sign", "-n", NAMESPACE, "-f", place, payload]);
      if (exit === 0) return bare(readFileSync(`${payload}.sig`, "utf8"));
      throw new UsageError(
        isPublic
          ? `${file}: is a public key, and no agent holds its private half: give the private key, or ssh-add it`
          : `${file}: ssh-keygen could not sign with it: \`ssh-keygen -Y sign -n ${NAMESPACE} -f ${file}\` says why`,
      );
    });
  // found out now, not at the end of a run
  await sign(Buffer.from(NAMESPACE));
  return { keyid, sign };
}

/** Of a public key alone, whoever has its private half may sign. */
export function sshVerifier(file: string, text: string): Verifier {
  if (/PRIVATE KEY-----/.test(text))
    throw new UsageError(`${file}: is a private key; give the public one, or allowed_signers`);
  const allowed = PUBLIC.test(text) ? `assay ${text}` : text;
  const hasKeys = /^\s*[^#\s].*\b(?:ssh|ecdsa|sk)-\S+ [A-Za-z0-9+/]{20}/m.test(allowed);
  if (!hasKeys)
    throw new UsageError(
      `${file}: holds no public key; give one of OpenSSH, one in PEM, or allowed_signers (ssh-keygen(1))`,
    );
  const keygen = keygenHere();
  return {
    check: (bytes, { keyid, sig }) =>
      within(async (folder) => {
        const [signers, signature] = [path.join(folder, "allowed_signers"), path.join(folder, "signature")];
        writeFileSync(signers, allowed);
        writeFileSync(signature, armoured(sig));
        const found = await keygen(["-Y", "find-principals", "-f", signers, "-s", signature]);
        const [principal] = found.stdout.trim().split("\n");
        if (found.exit !== 0 || !principal) return "stranger";
        const rest = ["-n", NAMESPACE, "-f", signers, "-s", signature];
        const { exit } = await keygen(["-Y", "verify", "-I", principal, ...rest], bytes);
        return exit === 0 ? { by: principal === "assay" ? keyid : `${principal} (${keyid})` } : "broken";
      }),
  };
}

/** A line of a `.pub` file. */
export const PUBLIC = /^(?:(?:sk-)?(?:ssh|ecdsa)-[\w@.-]+) [A-Za-z0-9+/]+={0,3}(?: |$)/;

const ARMOUR = ["-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"] as const;

const bare = (armoured: string): Buffer =>
  Buffer.from(armoured.replace(ARMOUR[0], "").replace(ARMOUR[1], "").replace(/\s/g, ""), "base64");

const armoured = (sig: Buffer): string =>
  [ARMOUR[0], ...(sig.toString("base64").match(/.{1,70}/g) ?? []), ARMOUR[1], ""].join("\n");

/** Looked for where commands are looked for now: a run of the lab puts its own commands there, and signs afterwards. */
function keygenHere(): typeof keygen {
  const here = searchPath();
  return keygen;

  async function keygen(
    args: readonly string[],
    input?: Buffer,
  ): Promise<{ exit: number | undefined; stdout: string; stderr: string }> {
    try {
      return await runUnrecorded(["ssh-keygen", ...args], {
        deadlineMs: DEADLINE_MS,
        // it is asked for nothing: nobody may be there to answer
        env: { SSH_ASKPASS_REQUIRE: "never", LC_ALL: "C", ...(here !== undefined && { PATH: here }) },
        ...(input && { input }),
      });
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      throw new UsageError(
        "ssh-keygen is not on PATH, and keys of OpenSSH are used through it: install OpenSSH, or give a key in PEM",
      );
    }
  }
}

async function within<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-sign-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
