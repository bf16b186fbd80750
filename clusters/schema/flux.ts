import { z } from "zod";
import { duration } from "./duration.ts";

const stopped = z.strictObject({ kind: z.string(), namespace: z.string(), name: z.string(), reason: z.string() });

export const flux = z
  .strictObject({
    namespace: z.string().default("flux-system"),
    version: z.string().optional().describe("Distribution, like v2.7.5"),
    controllers: z
      .array(z.string())
      .default(["source-controller", "kustomize-controller", "helm-controller", "notification-controller"]),
    instance: z
      .string()
      .optional()
      .describe("Name of the FluxInstance; leave it out where `flux bootstrap` installed Flux"),
    source: z
      .strictObject({
        name: z.string().default("flux-system"),
        url: z.string().describe("Git URL, as the GitRepository has it; ssh://… for a deploy key"),
        ref: z.string().describe("Branch (main) or ref (refs/heads/main, refs/tags/v1, semver:…) that is followed"),
        commit: z.string().optional().describe("Commit that must be fetched, where known; --repo fills it in"),
        secret: z.string().optional().describe("Secret with the deploy key; leave it out for a public repository"),
        secretKeys: z.array(z.string()).default(["identity", "known_hosts"]),
      })
      .describe("The Git source that Flux follows"),
    kustomization: z.strictObject({
      name: z.string().default("flux-system"),
      path: z.string().describe("Path in the repository, like ./clusters/infra/flux"),
    }),
    mayBeSuspended: z.array(stopped).default([]).describe("What may be suspended, with the reason"),
    stuckAfter: duration
      .prefault("15m")
      .describe("How long an object may stay without progress before it counts as stuck"),
  })
  .describe("Leave it out where Flux is not used");

export const secrets = z
  .strictObject({
    connect: z
      .strictObject({
        namespace: z.string(),
        deployment: z.string().default("onepassword-connect"),
        containers: z.array(z.string()).default(["connect-api", "connect-sync"]),
      })
      .optional()
      .describe("1Password Connect"),
    stores: z
      .array(
        z.strictObject({
          kind: z.enum(["ClusterSecretStore", "SecretStore"]).default("ClusterSecretStore"),
          name: z.string(),
          namespace: z.string().optional(),
        }),
      )
      .default([]),
    shared: z
      .array(z.strictObject({ name: z.string(), namespaces: z.array(z.string()).min(1) }))
      .default([])
      .describe("Secrets that must be in every namespace listed, each by an ExternalSecret of any name"),
    externalSecrets: z.boolean().default(true).describe("Whether every ExternalSecret of the cluster must be synced"),
  })
  .describe("Leave it out where external-secrets is not used");
