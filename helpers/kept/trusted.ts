import type { Given } from "../call/flags.ts";
import { UsageError } from "../call/usage-error.ts";
import { verifierOf } from "./keys/key.ts";
import type { Expected } from "./keys/sigstore.ts";
import type { Verifier } from "./keys/signer.ts";
import type { Signed } from "./signature.ts";

/** Whom the caller trusts: a key, somebody's certificate of Sigstore, or both. */
export interface Trusted {
  key?: Verifier;
  sigstore?: Expected;
}

/** From --key, --identity, --issuer and --trusted-root. Throws UsageError where a file cannot be used, or half is said. */
export function trustedBy({ key, identity, issuer, "trusted-root": root }: Given): Trusted {
  const sigstore = typeof identity === "string" && typeof issuer === "string" ? { identity, issuer } : undefined;
  if (!sigstore && (identity !== undefined || issuer !== undefined))
    throw new UsageError("--identity and --issuer belong together: another issuer may give the same name to anybody");
  if (!sigstore && root !== undefined) throw new UsageError("--trusted-root belongs to --identity and --issuer");
  return {
    ...(typeof key === "string" && { key: verifierOf(key) }),
    ...(sigstore && { sigstore: { ...sigstore, ...(typeof root === "string" && { root }) } }),
  };
}

/** Of an envelope and a bundle, one that is trusted is enough, and one that was tampered with is too much. */
export function vouched([envelope, bundle]: [Signed, Signed | undefined]): Signed {
  if (!bundle) return envelope;
  const forged = [...envelope.forged, ...bundle.forged];
  const by = [envelope.by, bundle.by].filter((it) => it !== undefined);
  if (by.length > 0) return { forged, by: by.join(" and ") };
  // where there is no envelope, only the bundle has something to say
  const unsigned = [envelope.isMissing ? undefined : envelope.unsigned, bundle.unsigned].filter(
    (it) => it !== undefined,
  );
  return { forged, ...(unsigned.length > 0 && { unsigned: unsigned.join("; ") }) };
}
