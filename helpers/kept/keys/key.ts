import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../call/usage-error.ts";
import type { Signer, Verifier } from "./signer.ts";
import { pemSigner, pemVerifier, publicPem } from "./pem.ts";
import { SIGSTORE, sigstoreSigner, type BundleSigner } from "./sigstore.ts";
import { PUBLIC, sshSigner, sshVerifier } from "./ssh.ts";
import { keyOfSshLine, sshLineOf } from "./wire.ts";
import { wordsOf } from "../../../observations/words.ts";

/** What signs: the key of a file, or `sigstore`. Throws UsageError, with the file and what to do. */
export async function signerOf(file: string): Promise<Signer | BundleSigner> {
  if (file === SIGSTORE) return sigstoreSigner();
  const text = textOf(file);
  return isPem(text) ? pemSigner(file, text) : sshSigner(file, path.resolve(file), text);
}

/**
 * The keys that are trusted: a public key in PEM, one of OpenSSH's, or its allowed_signers. One key may have both forms,
 * and either form of it knows what the other signed. Throws UsageError.
 */
export function verifierOf(file: string): Verifier {
  const text = textOf(file);
  if (isPem(text)) {
    const key = publicPem(file, text);
    return byForm(sshVerifier(file, sshLineOf(key)), pemVerifier(key));
  }
  const alone = PUBLIC.test(text) ? keyOfSshLine(text) : undefined;
  return byForm(sshVerifier(file, text), alone ? pemVerifier(alone) : STRANGERS);
}

/** Who signed in PEM is not told by a list of OpenSSH's keys. */
const STRANGERS: Verifier = { check: () => Promise.resolve("stranger") };

const byForm = (ofSsh: Verifier, ofPem: Verifier): Verifier => ({
  check: (bytes, signature) => (isOfSsh(signature.sig) ? ofSsh : ofPem).check(bytes, signature),
});

/** OpenSSH's own signatures: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig */
const isOfSsh = (sig: Buffer): boolean => sig.subarray(0, 6).toString("latin1") === "SSHSIG";

/** OpenSSH's private keys are armoured too, and its own. */
const isPem = (text: string): boolean => /^-----BEGIN (?!OPENSSH )/m.test(text);

/** No key is longer. */
const MOST = 1 << 20;

function textOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`${file}: no such file; give the file of a key`);
  if (!found.isFile() || found.size > MOST) throw new UsageError(`${file}: is no key; give the file of a key`);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file}: cannot be read: ${wordsOf(error)}; give a key that you may read`);
  }
}
