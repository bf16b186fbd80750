import type { Forged } from "../../evidence/integrity.ts";
import { ENVELOPE } from "../../evidence/checksums.ts";
import { envelopeOf, readEnvelope, signedBytes, writeEnvelope, type Envelope } from "../../evidence/envelope.ts";
import type { Run } from "../../evidence/run.ts";
import { statementOf, type Statement } from "../../evidence/statement.ts";
import { UsageError } from "../call/usage-error.ts";
import type { Signer, Verifier } from "./keys/signer.ts";

/** Signs the evidence in a folder, beside signatures that others made of the same. Throws UsageError. */
export async function signFolder(folder: string, run: Run, signer: Signer): Promise<string> {
  const found = readEnvelope(folder);
  const fresh = envelopeOf(statementOf(run, folder));
  if (found === "malformed" || (found && found.payload !== fresh.payload))
    throw new UsageError(`${folder}: its ${ENVELOPE} speaks of other evidence; remove it, and sign again`);
  const sig = (await signer.sign(signedBytes(fresh))).toString("base64");
  const others = (found?.signatures ?? []).filter(({ keyid }) => keyid !== signer.keyid);
  writeEnvelope(folder, { ...fresh, signatures: [...others, { keyid: signer.keyid, sig }] });
  return signer.keyid;
}

export interface Signed {
  forged: Forged[];
  /** Why nobody vouches for it. */
  unsigned?: string;
  /** Who does. */
  by?: string;
  /** There is no envelope. */
  isMissing?: true;
}

/** What the signature of a folder is worth to who trusts these keys. `files`: those of the folder. */
export async function signatureOf(
  folder: string,
  run: Run,
  trusted: Verifier | undefined,
  isWhole: boolean,
): Promise<Signed> {
  const envelope = readEnvelope(folder);
  if (!envelope)
    return {
      ...{ forged: [], isMissing: true },
      unsigned: "nobody signed it: a run signs with --sign <key>, `assay sign` later",
    };
  if (envelope === "malformed") return forgedBy("is no envelope of a statement");
  const other = isWhole ? otherSubject(envelope, statementOf(run, folder)) : "run.json";
  if (other !== undefined) return forgedBy(`was signed over another ${other}`);
  const signers = envelope.signatures.map(({ keyid }) => keyid).join(", ");
  if (!trusted) return { forged: [], unsigned: `signed by ${signers}: --key <public key> says whether you trust that` };
  for (const { keyid, sig } of envelope.signatures) {
    const found = await trusted.check(signedBytes(envelope), { keyid, sig: Buffer.from(sig, "base64") });
    if (found === "broken") return forgedBy(`has a signature by ${keyid} that does not hold`);
    if (found !== "stranger") return { forged: [], by: found.by };
  }
  return { forged: [], unsigned: `signed by ${signers}, which --key does not name` };
}

const forgedBy = (why: string): Signed => ({ forged: [{ file: ENVELOPE, why }] });

/** The first thing that a signed statement says otherwise than the folder. */
export function otherSubject(
  { payload }: Pick<Envelope, "payload">,
  { subject, predicate, ...head }: Statement,
): string | undefined {
  const said = parsed(payload);
  if (said?._type !== head._type || said.predicateType !== head.predicateType) return "kind of statement";
  const told = JSON.stringify(said.subject ?? []);
  const missing = subject.find((one) => !told.includes(JSON.stringify(one)));
  if (missing) return missing.name;
  return JSON.stringify(said.predicate) === JSON.stringify(predicate) ? undefined : "result";
}

function parsed(payload: string): Partial<Statement> | undefined {
  try {
    return JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as Partial<Statement>;
  } catch {
    return undefined;
  }
}
