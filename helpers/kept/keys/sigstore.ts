import type { SerializedBundle } from "@sigstore/bundle";
import type { TrustedRoot } from "@sigstore/protobuf-specs";
import { readPlainText } from "../../../evidence/plain-file.ts";
import { UsageError } from "../../call/usage-error.ts";
import { hasIdToken, sigstoreServices } from "../../environment.ts";

/** What `--sign` and `--key` take in place of a file: a certificate for minutes, by the OIDC token of a CI job. */
export const SIGSTORE = "sigstore";

/** Makes a bundle: envelope, certificate and the transparency log's entry in one. */
export interface BundleSigner {
  /** Throws UsageError where a service of Sigstore does not take it. */
  bundle(statement: Buffer, payloadType: string): Promise<{ json: SerializedBundle; by: string }>;
}

/** Whom a bundle must be by, both exactly: `--identity` and `--issuer`. */
export interface Expected {
  identity: string;
  issuer: string;
  /** The file of a trusted root; otherwise that of the public instance, which its TUF repository tells. */
  root?: string;
}

const SERVICE = { timeout: 20_000, retry: 2 };

/** The libraries are loaded when something is signed or verified so: no other call needs them. Throws UsageError. */
export function sigstoreSigner(): BundleSigner {
  if (!hasIdToken())
    throw new UsageError(
      "--sign sigstore needs the OIDC token of a CI job, and there is none: `permissions: { id-token: write }` in GitHub Actions, SIGSTORE_ID_TOKEN elsewhere; or sign with a key",
    );
  return {
    async bundle(statement, payloadType) {
      const { CIContextProvider, DSSEBundleBuilder, FulcioSigner, RekorWitness } = await import("@sigstore/sign");
      const { bundleToJSON } = await import("@sigstore/bundle");
      const { fulcio, rekor } = sigstoreServices();
      const identityProvider = new CIContextProvider(SIGSTORE);
      const signer = new FulcioSigner({ ...SERVICE, identityProvider, ...(fulcio && { fulcioBaseURL: fulcio }) });
      // of this kind of entry the public log holds digests alone, never the statement
      const witness = new RekorWitness({ ...SERVICE, entryType: "dsse", ...(rekor && { rekorBaseURL: rekor }) });
      try {
        const made = await new DSSEBundleBuilder({ signer, witnesses: [witness] }).create({
          data: statement,
          type: payloadType,
        });
        const json = bundleToJSON(made);
        return { json, by: await nameIn(json) };
      } catch (error) {
        throw new UsageError(`Sigstore did not sign: ${said(error)}`);
      }
    },
  };
}

/** Who signed a bundle; `broken` with the reason where it does not hold. Throws UsageError without a root of trust. */
export async function bundleSigner(
  json: SerializedBundle,
  { root }: Pick<Expected, "root">,
): Promise<{ identity: string; issuer: string } | { broken: string }> {
  const { Verifier, toSignedEntity, toTrustMaterial } = await import("@sigstore/verify");
  const { bundleFromJSON } = await import("@sigstore/bundle");
  const trusted = toTrustMaterial(await rootOfTrust(root));
  try {
    const { identity } = new Verifier(trusted).verify(toSignedEntity(bundleFromJSON(json)));
    const { subjectAlternativeName = "", extensions } = identity ?? {};
    return { identity: subjectAlternativeName, issuer: extensions?.issuer ?? "" };
  } catch (error) {
    return { broken: said(error) };
  }
}

/** Whom its certificate names, whether that can be trusted or not. Throws an Error where it has none. */
export async function nameIn(json: SerializedBundle): Promise<string> {
  const { bundleFromJSON } = await import("@sigstore/bundle");
  const { X509Certificate } = await import("node:crypto");
  const { content } = bundleFromJSON(json).verificationMaterial;
  const bytes =
    content.$case === "certificate"
      ? content.certificate.rawBytes
      : content.$case === "x509CertificateChain"
        ? content.x509CertificateChain.certificates[0]?.rawBytes
        : undefined;
  if (!bytes) throw new Error("it has no certificate");
  return (new X509Certificate(bytes).subjectAltName ?? "nobody").replace(/^(?:URI|email):/, "");
}

async function rootOfTrust(file: string | undefined): Promise<TrustedRoot> {
  if (file === undefined) {
    const { getTrustedRoot } = await import("@sigstore/tuf");
    try {
      return await getTrustedRoot();
    } catch (error) {
      throw new UsageError(
        `Sigstore's root of trust cannot be had (${said(error)}): give it as a file with --trusted-root <file>`,
      );
    }
  }
  const { TrustedRoot } = await import("@sigstore/protobuf-specs");
  try {
    const found = TrustedRoot.fromJSON(JSON.parse(readPlainText(file)));
    if (found.certificateAuthorities.length > 0 && found.tlogs.length > 0) return found;
    throw new Error("it names no certificate authority or no log");
  } catch (error) {
    throw new UsageError(`${file}: is no trusted root of Sigstore (${said(error)}); give a trusted_root.json`);
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
