import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuthority } from "./pki.ts";

describe("certificates", () => {
  const authority = createAuthority("lab-ca");
  const ca = new X509Certificate(authority.ca);

  it("a server's carries its names and is the authority's", () => {
    const { certificate } = authority.issue({
      commonName: "kube-apiserver",
      use: "server",
      subjectAlternativeNames: ["127.0.0.1", "lab.example"],
    });
    const issued = new X509Certificate(certificate);
    expect(issued.verify(ca.publicKey)).toBe(true);
    expect(issued.checkIP("127.0.0.1")).toBe("127.0.0.1");
    expect(issued.checkHost("lab.example")).toBe("lab.example");
    expect(issued.checkHost("other.example")).toBeUndefined();
    expect(issued.ca).toBe(false);
    expect(ca.ca).toBe(true);
  });

  it("a client's says who, in which groups, and until when, also beyond 2049", () => {
    const { certificate } = authority.issue({
      commonName: "jane, doe",
      organizations: ["system:masters", "operators"],
      use: "client",
      notBefore: "2026-01-02T03:04:05Z",
      notAfter: "2051-01-02T03:04:05Z",
    });
    const issued = new X509Certificate(certificate);
    expect(issued.subject.split("\n")).toEqual(["O=system:masters", "O=operators", "CN=jane\\, doe"]);
    expect(new Date(issued.validFrom).toISOString()).toBe("2026-01-02T03:04:05.000Z");
    expect(new Date(issued.validTo).toISOString()).toBe("2051-01-02T03:04:05.000Z");
  });

  it("a foreign authority's is not believed", () => {
    const { certificate } = createAuthority("lab-ca").issue({ commonName: "x", use: "client" });
    expect(new X509Certificate(certificate).verify(ca.publicKey)).toBe(false);
  });

  it("an IPv6 address is refused rather than written wrong", () => {
    expect(() => authority.issue({ commonName: "x", use: "server", subjectAlternativeNames: ["::1"] })).toThrow(/IPv4/);
  });
});
