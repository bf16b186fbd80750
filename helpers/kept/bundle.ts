import type { SerializedBundle } from "@sigstore/bundle";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BUNDLE } from "../../evidence/checksums.ts";
import { PAYLOAD_TYPE } from "../../evidence/envelope.ts";
import type { Run } from "../../evidence/run.ts";
import { statementOf } from "../../evidence/statement.ts";
import { bundleSigner, nameIn, type BundleSigner, type Expected } from "./keys/sigstore.ts";
import { otherSubject, type Signed } from "./signature.ts";

/** Signs the evidence in a folder through Sigstore; its bundle stands beside the envelope. Returns by whom. */
export async function bundleFolder(folder: string, run: Run, signer: BundleSigner): Promise<string> {
  const statement = Buffer.from(JSON.stringify(statementOf(run, folder)));
  const { json, by } = await signer.bundle(statement, PAYLOAD_TYPE);
  const temporary = path.join(folder, `.${BUNDLE}.${process.pid}`);
  try {
    writeFileSync(temporary, `${JSON.stringify(json, undefined, 2)}\n`);
    renameSync(temporary, path.join(folder, BUNDLE));
  } finally {
    rmSync(temporary, { force: true });
  }
  return by;
}

/** What the bundle of a folder is worth to who expects it by somebody; `undefined` where there is none. */
export async function bundleOf(
  folder: string,
  run: Run,
  expected: Expected | undefined,
  isWhole: boolean,
): Promise<Signed | undefined> {
  const file = path.join(folder, BUNDLE);
  if (!existsSync(file)) return undefined;
  const json = parsed(readFileSync(file, "utf8"));
  const payload = json?.dsseEnvelope?.payload;
  if (!json || payload === undefined) return forged("is no bundle of a statement");
  const other = isWhole ? otherSubject({ payload }, statementOf(run, folder)) : "run.json";
  if (other !== undefined) return forged(`was signed over another ${other}`);
  if (!expected) {
    const by = await nameIn(json).catch(() => undefined);
    if (by === undefined) return forged("is no bundle of a statement");
    const unsigned = `signed through Sigstore by ${by}: --identity and --issuer say whether you trust that`;
    return { forged: [], unsigned };
  }
  const found = await bundleSigner(json, expected);
  if ("broken" in found) return forged(`has a signature that does not hold: ${found.broken}`);
  const { identity, issuer } = found;
  if (identity === expected.identity && issuer === expected.issuer)
    return { forged: [], by: `${identity} (Sigstore, issuer ${issuer})` };
  return {
    forged: [],
    unsigned: `signed through Sigstore by ${identity} of ${issuer}, whom --identity and --issuer do not name`,
  };
}

const forged = (why: string): Signed => ({ forged: [{ file: BUNDLE, why }] });

function parsed(text: string): SerializedBundle | undefined {
  try {
    return (JSON.parse(text) as SerializedBundle | null) ?? undefined;
  } catch {
    return undefined;
  }
}
