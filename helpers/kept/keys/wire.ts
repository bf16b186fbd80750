import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/**
 * A public key as OpenSSH writes it: https://www.rfc-editor.org/rfc/rfc4253#section-6.6, for ECDSA
 * https://www.rfc-editor.org/rfc/rfc5656#section-3.1, for Ed25519 https://www.rfc-editor.org/rfc/rfc8709#section-4
 */
export function sshLineOf(key: KeyObject): string {
  const { type, wire } = wireOf(key);
  return `${type} ${wire.toString("base64")}`;
}

/**
 * The fingerprint that OpenSSH gives the same key. Whoever verifies DSSE with cosign names keys so, and skips a signature
 * by another name: https://github.com/secure-systems-lab/go-securesystemslib/blob/main/dsse/verify.go
 */
export const fingerprintOf = (key: KeyObject): string =>
  `SHA256:${createHash("sha256").update(wireOf(key).wire).digest("base64").replace(/=+$/, "")}`;

/** The key of a `.pub` file's line; `undefined` where it is of a kind that only OpenSSH has. */
export function keyOfSshLine(line: string): KeyObject | undefined {
  const [type, ...parts] = partsOf(Buffer.from(line.trim().split(/\s+/)[1] ?? "", "base64"));
  const jwk = jwkOf(type?.toString("latin1"), parts);
  if (!jwk) return undefined;
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    // no point of that curve: ssh-keygen says so where it is used
    return undefined;
  }
}

/** The kinds of keys that have a form in both worlds. */
function wireOf(key: KeyObject): { type: string; wire: Buffer } {
  const { kty, x = "", y = "", n = "", e = "" } = key.export({ format: "jwk" });
  const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
  const parts: [string, ...(string | Buffer)[]] =
    kty === "RSA"
      ? ["ssh-rsa", integer(bytes(e)), integer(bytes(n))]
      : kty === "OKP"
        ? ["ssh-ed25519", bytes(x)]
        : ["ecdsa-sha2-nistp256", "nistp256", Buffer.concat([Buffer.of(4), bytes(x), bytes(y)])];
  const wire = parts.flatMap((part) => {
    const content = Buffer.from(part as Buffer);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return [length, content];
  });
  return { type: parts[0], wire: Buffer.concat(wire) };
}

/** A positive number has no leading bit that is set. */
const integer = (bytes: Buffer): Buffer => ((bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.of(0), bytes]) : bytes);

function partsOf(wire: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 4 <= wire.length;) {
    const end = at + 4 + wire.readUInt32BE(at);
    parts.push(wire.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

function jwkOf(type: string | undefined, [first, second]: readonly Buffer[]) {
  const text = (bytes: Buffer): string => bytes.toString("base64url");
  if (type === "ssh-ed25519" && first) return { kty: "OKP", crv: "Ed25519", x: text(first) };
  if (type === "ecdsa-sha2-nistp256" && second?.length === 65)
    return { kty: "EC", crv: "P-256", x: text(second.subarray(1, 33)), y: text(second.subarray(33)) };
  // a leading zero is no part of the number
  if (type === "ssh-rsa" && first && second)
    return { kty: "RSA", e: text(first), n: text(second[0] === 0 ? second.subarray(1) : second) };
  return undefined;
}
