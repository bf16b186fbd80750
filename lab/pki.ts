import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import { bitString, boolean, explicit, integer, octets, oid, sequence, set, tagged, time, utf8 } from "./der.ts";

/**
 * Certificates for what the lab serves: a CA of its own a server. ECDSA P-256, because a key takes less than a
 * millisecond; written here, because the installed X.509 library costs 110 ms to load and wants a global polyfill.
 * Nothing is worth protecting: the keys live as long as the process.
 */
export interface Authority {
  /** The CA's certificate, PEM. */
  readonly ca: string;
  issue(request: CertificateRequest): KeyPair;
}

export interface KeyPair {
  /** PEM. */
  certificate: string;
  /** PKCS #8, PEM. */
  key: string;
}

export interface CertificateRequest {
  commonName: string;
  /** Kubernetes reads them as groups, Talos as roles. */
  organizations?: string[];
  use: "client" | "server";
  /** DNS names and IPv4 addresses of a server. */
  subjectAlternativeNames?: string[];
  /** RFC 3339. Default: from 2020 to 2100, since the lab's worlds may live at any time. */
  notBefore?: string;
  notAfter?: string;
}

export function createAuthority(commonName: string): Authority {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = { name: nameOf([], commonName), key: own.privateKey, keyId: keyIdOf(own.publicKey) };
  const ca = certificate({
    issuer,
    subject: issuer.name,
    publicKey: own.publicKey,
    notBefore: FROM,
    notAfter: UNTIL,
    extensions: [
      extension("2.5.29.19", sequence(boolean(true)), CRITICAL),
      extension("2.5.29.15", bitString(Buffer.of(0x84), 2), CRITICAL), // digitalSignature, keyCertSign
      extension("2.5.29.14", octets(issuer.keyId)),
    ],
  });

  return {
    ca,
    issue: (request) => {
      const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return {
        certificate: certificate({
          issuer,
          subject: nameOf(request.organizations ?? [], request.commonName),
          publicKey: pair.publicKey,
          notBefore: request.notBefore ?? FROM,
          notAfter: request.notAfter ?? UNTIL,
          extensions: extensionsOf(request, issuer.keyId),
        }),
        key: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

const FROM = "2020-01-01T00:00:00Z";
const UNTIL = "2100-01-01T00:00:00Z";
const CRITICAL = true;
const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

interface Content {
  issuer: { name: Buffer; key: KeyObject; keyId: Buffer };
  subject: Buffer;
  publicKey: KeyObject;
  notBefore: string;
  notAfter: string;
  extensions: Buffer[];
}

/** RFC 5280 §4.1, PEM. */
function certificate({ issuer, subject, publicKey, notBefore, notAfter, extensions }: Content): string {
  const serialNumber = randomBytes(16);
  serialNumber[0] = 0x40; // positive, and never empty
  const body = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(serialNumber),
    ECDSA_WITH_SHA256,
    issuer.name,
    sequence(time(new Date(notBefore)), time(new Date(notAfter))),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    explicit(3, sequence(...extensions)),
  );
  const der = sequence(body, ECDSA_WITH_SHA256, bitString(sign("sha256", body, issuer.key)));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function extensionsOf({ use, subjectAlternativeNames = [] }: CertificateRequest, issuerKeyId: Buffer): Buffer[] {
  const extensions = [
    extension("2.5.29.19", sequence(), CRITICAL),
    extension("2.5.29.15", bitString(Buffer.of(0x80), 7), CRITICAL), // digitalSignature
    extension("2.5.29.37", sequence(oid(use === "server" ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2"))),
    extension("2.5.29.35", sequence(tagged(0, issuerKeyId))),
  ];
  if (subjectAlternativeNames.length > 0) {
    extensions.push(extension("2.5.29.17", sequence(...subjectAlternativeNames.map(alternativeName))));
  }
  return extensions;
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value));
}

function alternativeName(name: string): Buffer {
  if (isIPv4(name)) return tagged(7, Buffer.from(name.split(".").map(Number)));
  if (isIP(name) !== 0) throw new Error(`the lab's certificates know IPv4 addresses only: ${name}`);
  return tagged(2, Buffer.from(name, "ascii"));
}

/** Organizations first, the common name last: the order of the certificates that Talos and kubeadm write. */
function nameOf(organizations: string[], commonName: string): Buffer {
  const attribute = (id: string, value: string) => set(sequence(oid(id), utf8(value)));
  return sequence(...organizations.map((name) => attribute("2.5.4.10", name)), attribute("2.5.4.3", commonName));
}

/** RFC 5280 §4.2.1.2, method 1: the SHA-1 of the public key's bits, which for P-256 are the last 65 bytes. */
function keyIdOf(publicKey: KeyObject): Buffer {
  const bits = publicKey.export({ type: "spki", format: "der" }).subarray(-65);
  return createHash("sha1").update(bits).digest();
}
