import { z } from "zod";
import { pathOf } from "./objects.ts";
import { unique } from "./unique.ts";

const store = z.strictObject({
  kind: z
    .enum(["ClusterSecretStore", "SecretStore"])
    .default("ClusterSecretStore")
    .describe("Kind of the store: for the whole cluster, or for one namespace."),
  name: z.string().describe("Name of the store."),
  namespace: z.string().optional().describe("Namespace of a SecretStore; a ClusterSecretStore has none."),
});

const shared = z.strictObject({
  name: z.string().describe("Name of the Secret."),
  namespaces: z
    .array(z.string())
    .min(1)
    .superRefine(unique("namespace", (name) => name))
    .describe("Namespaces that must have it."),
});

export const secrets = z
  .strictObject({
    connect: z
      .strictObject({
        namespace: z.string().describe("Namespace of 1Password Connect."),
        deployment: z.string().default("onepassword-connect").describe("Name of its Deployment."),
        containers: z
          .array(z.string())
          .default(["connect-api", "connect-sync"])
          .describe("Containers that must be ready in each of its pods."),
      })
      .optional()
      .describe(
        "1Password Connect, which external-secrets reads from. Left out, secrets/connect-is-running is not applicable.",
      ),
    stores: z
      .array(store)
      .superRefine(unique("store", ({ kind, ...store }) => `${kind} ${pathOf(store)}`, "name"))
      .default([])
      .describe("Secret stores that must be Ready. Left out, secrets/stores-are-valid is not applicable."),
    shared: z
      .array(shared)
      .superRefine(unique("shared Secret", ({ name }) => name, "name"))
      .default([])
      .describe("Secrets that must be in every namespace listed, each written there by an ExternalSecret of any name."),
    externalSecrets: z
      .boolean()
      .default(true)
      .describe(
        "Whether every ExternalSecret of the cluster must be synced. false leaves only the shared Secrets to check.",
      ),
  })
  .describe(
    "Secrets by external-secrets. Leave it out where it is not used; checks of secrets are not applicable then.",
  );
