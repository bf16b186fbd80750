import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog } from "@sigstore/mock";
import { createHash, generateKeyPairSync } from "node:crypto";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const ISSUER = "https://token.example.org";
export const IDENTITY = "https://example.org/team/infra/.ci/nightly.yml@refs/heads/main";

/** A Sigstore instance of this machine alone: Fulcio, Rekor, and what GitHub Actions answers who asks for a token. */
export interface StandIn {
  url: string;
  /** As a `trusted_root.json` holds it. */
  root: object;
  /** An OIDC token of {@link IDENTITY}. */
  token: string;
  close(): void;
}

export async function standIn(): Promise<StandIn> {
  const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ctlog = await initializeCTLog(pair());
  const ca = await initializeCA(pair(), ctlog);
  const tlog = await initializeTLog("https://rekor.example.org", pair());
  const rekor = async (body: string) => ({
    ...{ statusCode: 201, contentType: "application/json" },
    response: JSON.stringify(await tlog.log(asLogged(JSON.parse(body) as ProposedEntry))),
  });
  const handlers = [fulcioHandler(ca), { path: "/api/v1/log/entries", fn: rekor }];
  const token = [{ alg: "none" }, { iss: ISSUER, sub: IDENTITY, aud: "sigstore" }, {}]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const { pathname } = new URL(request.url ?? "", "http://localhost");
      const isAllowed = request.headers.authorization === "Bearer let-me-in";
      if (pathname === "/token") {
        response.writeHead(isAllowed ? 200 : 403).end(JSON.stringify({ value: token }));
        return;
      }
      const handler = handlers.find(({ path }) => path === pathname);
      void answer(handler, Buffer.concat(parts).toString(), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: urlOf(server), root: rootOf(ca, ctlog, tlog), token, close: () => server.close() };
}

interface Handler {
  fn(body: string): Promise<{ statusCode: number; response: string | View; contentType?: string | undefined }>;
}

async function answer(handler: Handler | undefined, body: string, response: ServerResponse): Promise<void> {
  const told = (await handler?.fn(body)) ?? { statusCode: 404, response: "" };
  response.writeHead(told.statusCode, { "content-type": told.contentType ?? "text/plain" }).end(bytesOf(told.response));
}

const bytesOf = (of: string | View): Buffer =>
  typeof of === "string" ? Buffer.from(of) : Buffer.from(of.buffer, of.byteOffset, of.byteLength);

interface ProposedEntry {
  apiVersion: string;
  kind: string;
  spec: { proposedContent: { envelope: string; verifiers: [string] } };
}

/** Rekor keeps digests of an envelope, never its payload: https://github.com/sigstore/rekor/tree/main/pkg/types/dsse */
function asLogged({ apiVersion, kind, spec: { proposedContent } }: ProposedEntry): object {
  const { payload, signatures } = JSON.parse(proposedContent.envelope) as {
    payload: string;
    signatures: { sig: string }[];
  };
  const [verifier] = proposedContent.verifiers;
  const digest = (of: Buffer | string) => ({
    algorithm: "sha256",
    value: createHash("sha256").update(of).digest("hex"),
  });
  return {
    ...{ apiVersion, kind },
    spec: {
      envelopeHash: digest(proposedContent.envelope),
      payloadHash: digest(Buffer.from(payload, "base64")),
      signatures: signatures.map(({ sig }) => ({ signature: sig, verifier })),
    },
  };
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

type View = ArrayBufferView;
type Keys = { publicKey: Buffer };

/** https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_trustroot.proto */
function rootOf(ca: { rootCertificate: View }, ctlog: Keys & { logID: View }, tlog: Keys): object {
  const base64 = (view: View): string => bytesOf(view).toString("base64");
  const start = new Date(Date.now() - 3_600_000).toISOString();
  const log = (baseUrl: string, { publicKey }: Keys, keyId: View) => ({
    ...{ baseUrl, hashAlgorithm: "SHA2_256", logId: { keyId: base64(keyId) } },
    publicKey: { rawBytes: base64(publicKey), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor: { start } },
  });
  return {
    mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
    tlogs: [log("https://rekor.example.org", tlog, createHash("sha256").update(tlog.publicKey).digest())],
    certificateAuthorities: [
      {
        subject: { organization: "example.org", commonName: "stand-in" },
        ...{ uri: "https://fulcio.example.org", validFor: { start } },
        certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] },
      },
    ],
    ctlogs: [log("https://ctfe.example.org", ctlog, ctlog.logID)],
    timestampAuthorities: [],
  };
}
