import { existsSync } from "node:fs";
import path from "node:path";
import { isSimulated } from "../../evidence/run.ts";
import type { Given } from "../../helpers/call/flags.ts";
import { UsageError } from "../../helpers/call/usage-error.ts";
import { signerOf } from "../../helpers/kept/keys/key.ts";
import { signed } from "../../helpers/kept/signed.ts";
import { runFolder } from "./run-folder.ts";
import { verified } from "./verify.ts";

/** `assay sign <folder> --key <private key>`: vouches for what a run left, where it is what the run left. */
export async function sign([given = ""]: readonly string[], { key }: Given): Promise<number> {
  const folder = runFolder(given);
  if (typeof key !== "string") throw new UsageError("write: assay sign <folder> --key <private key>");
  if (!existsSync(path.join(folder, "run.json")) || !existsSync(path.join(folder, "SHA256SUMS")))
    throw new UsageError(`${given}: has no run.json or no SHA256SUMS; \`assay report ${given}\` writes them`);
  const { run, word, reasons } = await verified(folder);
  if (word === "FORGED") throw new UsageError(`${given}: ${reasons[0]?.why ?? ""}: not signed`);
  if (run.backend === "replay") throw new UsageError(`${given}: is a replay, which observed nothing: sign the run`);
  const signer = await signerOf(key);
  const { file, by } = await signed(folder, run, signer);
  const simulated = isSimulated(run) ? ", as SIMULATED" : "";
  process.stdout.write(`${path.join(given, file)}: signed by ${by}${simulated}\n`);
  return 0;
}
