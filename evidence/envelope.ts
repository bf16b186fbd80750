import fs from "node:fs";
import path from "node:path";
import { ENVELOPE } from "./checksums.ts";
import type { Statement } from "./statement.ts";

/** https://github.com/secure-systems-lab/dsse/blob/master/envelope.md */
export interface Envelope {
  payloadType: typeof PAYLOAD_TYPE;
  /** The statement's JSON in base64. */
  payload: string;
  /** `sig` in base64: what a PEM key made, or OpenSSH's signature without its armour. */
  signatures: { keyid: string; sig: string }[];
}

export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

export const envelopeOf = (statement: Statement): Envelope => ({
  payloadType: PAYLOAD_TYPE,
  payload: Buffer.from(JSON.stringify(statement)).toString("base64"),
  signatures: [],
});

/** What is signed. https://github.com/secure-systems-lab/dsse/blob/master/protocol.md#signature-definition */
export function signedBytes({ payloadType, payload }: Envelope): Buffer {
  const body = Buffer.from(payload, "base64");
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${body.length} `), body]);
}

/** The envelope of a folder; `undefined` where there is none, `malformed` where the file is none. */
export function readEnvelope(folder: string): Envelope | "malformed" | undefined {
  const file = path.join(folder, ENVELOPE);
  if (!fs.existsSync(file)) return undefined;
  try {
    const found = JSON.parse(fs.readFileSync(file, "utf8")) as Partial<Envelope> | null;
    const { payloadType, payload, signatures } = found ?? {};
    const isWhole = payloadType === PAYLOAD_TYPE && typeof payload === "string" && Array.isArray(signatures);
    const areSigned = isWhole && signatures.every((one) => typeof one?.sig === "string");
    return areSigned ? { payloadType, payload, signatures } : "malformed";
  } catch (error) {
    if (error instanceof SyntaxError) return "malformed";
    throw error;
  }
}

/** Whole or not at all. */
export function writeEnvelope(folder: string, envelope: Envelope): void {
  const temporary = path.join(folder, `.${ENVELOPE}.${process.pid}`);
  try {
    fs.writeFileSync(temporary, `${JSON.stringify(envelope, undefined, 2)}\n`);
    fs.renameSync(temporary, path.join(folder, ENVELOPE));
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}
