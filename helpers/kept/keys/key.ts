import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../call/usage-error.ts";
import type { Signer, Verifier } from "./signer.ts";
import { pemSigner, pemVerifier } from "./pem.ts";
import { sshSigner, sshVerifier } from "./ssh.ts";
import { wordsOf } from "../../../observations/words.ts";

/** The key that signs, from its file. Throws UsageError, with the file and what to do. */
export async function signerOf(file: string): Promise<Signer> {
  const text = textOf(file);
  return isPem(text) ? pemSigner(file, text) : sshSigner(file, path.resolve(file), text);
}

/** The keys that are trusted: a public key in PEM, one of OpenSSH's, or its allowed_signers. Throws UsageError. */
export function verifierOf(file: string): Verifier {
  const text = textOf(file);
  return isPem(text) ? pemVerifier(file, text) : sshVerifier(file, text);
}

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
