/** A private key that was found to work. */
export interface Signer {
  /** Its public half's SHA-256, in the words of its kind. */
  keyid: string;
  /** Throws UsageError where it no longer can. */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** A public key, or the list of those who may sign. */
export interface Verifier {
  /** By whom a signature is; `stranger` where it is by another key, `broken` where it is by this key and does not hold. */
  check(bytes: Buffer, signature: { keyid: string; sig: Buffer }): Promise<{ by: string } | "stranger" | "broken">;
}
