import { BUNDLE, ENVELOPE } from "../../evidence/checksums.ts";
import type { Run } from "../../evidence/run.ts";
import { bundleFolder } from "./bundle.ts";
import type { BundleSigner } from "./keys/sigstore.ts";
import type { Signer } from "./keys/signer.ts";
import { signFolder } from "./signature.ts";

export type AnySigner = Signer | BundleSigner;

/** Signs the evidence in a folder by whatever signs; gives the file that was written, and by whom. Throws UsageError. */
export async function signed(folder: string, run: Run, signer: AnySigner): Promise<{ file: string; by: string }> {
  if ("bundle" in signer) return { file: BUNDLE, by: await bundleFolder(folder, run, signer) };
  return { file: ENVELOPE, by: await signFolder(folder, run, signer) };
}
