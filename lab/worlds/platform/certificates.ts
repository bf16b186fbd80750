import type { Profile } from "../../../clusters/profile.ts";
import { condition, ensureNamespace, type Builder } from "../builder.ts";
import { addSecret } from "../canary-secret.ts";
import { byKustomization } from "../flux/kustomizations.ts";

type Platform = Profile["platform"];

/** Issuers that are registered, and certificates that are issued. */
export function addCertificates(b: Builder, { issuers, certificates }: NonNullable<Platform["certificates"]>): void {
  const api = "cert-manager.io/v1";
  const at = b.times.flux + 91;
  for (const { kind, name, namespace } of issuers) {
    if (namespace) ensureNamespace(b, namespace, b.times.namespaces);
    b.add({
      apiVersion: api,
      kind,
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        generation: 1,
        creationTimestamp: b.at(at),
        ...byKustomization(b, "cluster-networking"),
      },
      spec: {
        acme: {
          server: "https://acme-v02.api.letsencrypt.org/directory",
          email: "ops@example.org",
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [
            { dns01: { cloudflare: { apiTokenSecretRef: { name: "cluster-secrets", key: "SECRET_API_TOKEN" } } } },
          ],
        },
      },
      status: {
        acme: {
          uri: "https://acme-v02.api.letsencrypt.org/acme/acct/2148312345",
          lastRegisteredEmail: "ops@example.org",
        },
        conditions: [
          condition(
            "Ready",
            "True",
            "ACMEAccountRegistered",
            b.at(at + 5),
            "The ACME account was registered with the ACME server",
            1,
          ),
        ],
      },
    });
    addSecret(b, { namespace: namespace ?? "cert-manager", name: `${name}-account`, keys: ["tls.key"], at: at + 3 });
  }
  const [issuer] = issuers;
  for (const { namespace, name } of certificates) {
    const issued = b.times.flux + 150;
    ensureNamespace(b, namespace, b.times.namespaces);
    addSecret(b, {
      namespace,
      name: `${name}-tls`,
      keys: ["tls.crt", "tls.key"],
      type: "kubernetes.io/tls",
      at: issued,
    });
    const day = 86_400;
    b.add({
      apiVersion: api,
      kind: "Certificate",
      metadata: {
        name,
        namespace,
        generation: 1,
        creationTimestamp: b.at(at),
        ...byKustomization(b, "cluster-networking"),
      },
      spec: {
        secretName: `${name}-tls`,
        dnsNames: ["example.org", "*.example.org"],
        issuerRef: {
          kind: issuer?.kind ?? "ClusterIssuer",
          name: issuer?.name ?? "letsencrypt-production",
          group: "cert-manager.io",
        },
      },
      status: {
        conditions: [
          condition("Ready", "True", "Ready", b.at(issued), "Certificate is up to date and has not expired", 1),
        ],
        revision: 1,
        notBefore: b.at(issued - 3600),
        notAfter: b.at(issued - 3600 + 90 * day),
        renewalTime: b.at(issued - 3600 + 60 * day),
      },
    });
  }
}
