import { base64, canary, type Builder } from "./builder.ts";

/** A Secret whose every value is a canary. */
export function addSecret(
  b: Builder,
  secret: {
    namespace: string;
    name: string;
    keys: string[];
    at: number;
    type?: string;
    labels?: Record<string, string>;
    owner?: object;
  },
): void {
  const { namespace, name, keys } = secret;
  b.add({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(secret.at),
      ...(secret.labels ? { labels: secret.labels } : {}),
      ...(secret.owner ? { ownerReferences: [secret.owner] } : {}),
    },
    type: secret.type ?? "Opaque",
    data: Object.fromEntries(keys.map((key) => [key, base64(canary(namespace, name, key))])),
  });
}
