import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { UsageError } from "../../call/usage-error.ts";
import type { Signer, Verifier } from "./signer.ts";

/** ECDSA P-256 over SHA-256, in DER, as cosign signs and verifies; Ed25519 as it is. */
export function pemSigner(file: string, text: string): Signer {
  if (/-----BEGIN (?:RSA |EC )?PUBLIC KEY-----/.test(text))
    throw new UsageError(`${file}: is a public key, which signs nothing; give the private key`);
  if (/ENCRYPTED/.test(text))
    throw new UsageError(
      `${file}: is encrypted; give a key without a passphrase (openssl pkcs8 -topk8 -nocrypt -in ${file})`,
    );
  const key = supported(
    file,
    parsed(file, () => createPrivateKey(text)),
  );
  const keyid = idOf(createPublicKey(key));
  return { keyid, sign: (bytes) => Promise.resolve(sign(digestOf(key), bytes, key)) };
}

export function pemVerifier(file: string, text: string): Verifier {
  if (/PRIVATE KEY-----/.test(text))
    throw new UsageError(`${file}: is a private key; give the public one: openssl pkey -pubout -in ${file}`);
  const key = supported(
    file,
    parsed(file, () => createPublicKey(text)),
  );
  const own = idOf(key);
  return {
    check: (bytes, { keyid, sig }) => {
      if (isOfSsh(sig)) return Promise.resolve("stranger");
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
  if (type === "ed25519" || (type === "ec" && details?.namedCurve === "prime256v1")) return key;
  throw new UsageError(
    `${file}: is a key of the type ${type}${details?.namedCurve ? ` ${details.namedCurve}` : ""}; give one of ECDSA P-256 or Ed25519`,
  );
}

const digestOf = ({ asymmetricKeyType }: KeyObject): "sha256" | null =>
  asymmetricKeyType === "ed25519" ? null : "sha256";

/**
 * The fingerprint that OpenSSH gives the same key. Whoever verifies DSSE with cosign names keys so, and skips a signature
 * by another name: https://github.com/secure-systems-lab/go-securesystemslib/blob/main/dsse/verify.go
 */
function idOf(key: KeyObject): string {
  const { x = "", y = "" } = key.export({ format: "jwk" });
  const [point, last] = [Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  const parts =
    key.asymmetricKeyType === "ed25519"
      ? ["ssh-ed25519", point]
      : ["ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.of(4), point, last])];
  const wire = parts.flatMap((part) => {
    const bytes = Buffer.from(part as Buffer);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return `SHA256:${createHash("sha256").update(Buffer.concat(wire)).digest("base64").replace(/=+$/, "")}`;
}

/** OpenSSH's own signatures are of another form. */
const isOfSsh = (sig: Buffer): boolean => sig.subarray(0, 6).toString("latin1") === "SSHSIG";
