import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { UsageError } from "../../call/usage-error.ts";
import type { Signer, Verifier } from "./signer.ts";
import { fingerprintOf } from "./wire.ts";

/** ECDSA P-256 (in DER) and RSA (PKCS #1 v1.5) over SHA-256, as cosign signs and verifies; Ed25519 as it is. */
export function pemSigner(file: string, text: string): Signer {
  if (/-----BEGIN (?:RSA |EC )?PUBLIC KEY-----/.test(text))
    throw new UsageError(`${file}: is a public key, which signs nothing; give the private key`);
  if (/-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) /.test(text))
    throw new UsageError(
      `${file}: is a key in cosign's own form, which only cosign opens; make one that both read: openssl ecparam -name prime256v1 -genkey -noout -out key.pem`,
    );
  if (/ENCRYPTED/.test(text))
    throw new UsageError(
      `${file}: is encrypted; give a key without a passphrase (openssl pkcs8 -topk8 -nocrypt -in ${file})`,
    );
  const key = supported(
    file,
    parsed(file, () => createPrivateKey(text)),
  );
  const keyid = fingerprintOf(createPublicKey(key));
  return { keyid, sign: (bytes) => Promise.resolve(sign(digestOf(key), bytes, key)) };
}

/** The public key of a file, or of a certificate in it. */
export function publicPem(file: string, text: string): KeyObject {
  if (/PRIVATE KEY-----/.test(text))
    throw new UsageError(`${file}: is a private key; give the public one: openssl pkey -pubout -in ${file}`);
  return supported(
    file,
    parsed(file, () => createPublicKey(text)),
  );
}

/** Checks signatures that {@link pemSigner} or cosign made. */
export function pemVerifier(key: KeyObject): Verifier {
  const own = fingerprintOf(key);
  return {
    check: (bytes, { keyid, sig }) => {
      if (verify(digestOf(key), bytes, key, sig)) return Promise.resolve({ by: own });
      // others may leave the id out
      return Promise.resolve(keyid === own ? "broken" : "stranger");
    },
  };
}

function parsed(file: string, parse: () => KeyObject): KeyObject {
  try {
    return parse();
  } catch {
    throw new UsageError(`${file}: is no key that can be read; give one of openssl, cosign or ssh-keygen`);
  }
}

function supported(file: string, key: KeyObject): KeyObject {
  const { asymmetricKeyType: type = "unknown", asymmetricKeyDetails: details } = key;
  const { namedCurve, modulusLength = 0 } = details ?? {};
  if (type === "ed25519" || (type === "ec" && namedCurve === "prime256v1")) return key;
  if (type === "rsa" && modulusLength >= 2048) return key;
  const kind = [type, namedCurve, ...(type === "rsa" ? [`${modulusLength} bit`] : [])].filter(Boolean).join(" ");
  throw new UsageError(
    `${file}: is a key of the type ${kind}; give one of ECDSA P-256, of Ed25519, or of RSA with 2048 bit or more`,
  );
}

const digestOf = ({ asymmetricKeyType }: KeyObject): "sha256" | null =>
  asymmetricKeyType === "ed25519" ? null : "sha256";
