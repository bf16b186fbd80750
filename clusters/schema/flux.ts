import { z } from "zod";
import { duration } from "./duration.ts";
import { commit, nonBlank, version } from "./formats.ts";

const stopped = z.strictObject({
  kind: z.string().describe("Kind of the object, like HelmRelease."),
  namespace: z.string().describe("Namespace of the object."),
  name: z.string().describe("Name of the object."),
  reason: nonBlank("a reason").describe("Why it may be suspended, for whoever reads the profile."),
});

const source = z.strictObject({
  name: z.string().default("flux-system").describe("Name of the GitRepository."),
  url: z
    .string()
    .optional()
    .describe(
      "URL of the Git repository exactly as the GitRepository has it; with a deploy key it begins with ssh://. Only a run on checks of the repository alone may leave it out.",
    ),
  ref: z
    .string()
    .optional()
    .describe(
      "What is followed: a branch (main), a full ref (refs/heads/main, refs/tags/v1) or semver: and a range. Only a run on checks of the repository alone may leave it out.",
    ),
  commit: commit
    .optional()
    .describe(
      "Commit that must be fetched, whole or at least its first 7 digits. Left out, any commit of the ref will do.",
    ),
  secret: z
    .string()
    .optional()
    .describe(
      "Name of the Secret with the deploy key. Leave it out for a public repository; flux/deploy-key-is-in-place is not applicable then.",
    ),
  secretKeys: z
    .array(z.string())
    .default(["identity", "known_hosts"])
    .describe("Keys that the Secret must have; only their names are read. For https: username and password."),
});

const kustomization = z.strictObject({
  name: z.string().default("flux-system").describe("Name of the Kustomization."),
  path: z
    .string()
    .optional()
    .describe(
      "Path in the repository that it applies, like ./clusters/infra/flux. Only a run on checks of the repository alone may leave it out.",
    ),
});

export const flux = z
  .strictObject({
    namespace: z.string().default("flux-system").describe("Namespace that Flux runs in."),
    version: version
      .optional()
      .describe("Version of the Flux distribution, like v2.7.5. Left out, the version of Flux is not checked."),
    controllers: z
      .array(z.string())
      .default(["source-controller", "kustomize-controller", "helm-controller", "notification-controller"])
      .describe("Deployments of the controllers that must run."),
    instance: z
      .string()
      .optional()
      .describe(
        "Name of the FluxInstance, where the Flux operator installs Flux. Leave it out where `flux bootstrap` does; flux/instance-is-ready is not applicable then.",
      ),
    source: source.prefault({}).describe("The GitRepository that this cluster follows."),
    kustomization: kustomization
      .prefault({})
      .describe("The root Kustomization, by which everything of the repository is applied."),
    mayBeSuspended: z
      .array(stopped)
      .default([])
      .describe(
        "Flux objects that may be suspended, each with its reason; any other one that is suspended is a finding.",
      ),
    stuckAfter: duration
      .prefault("15m")
      .describe("How long a Flux object may go without success before it counts as stuck."),
  })
  .describe(
    "Flux and the repository that it follows. Leave it out where Flux is not used; checks of Flux are not applicable then.",
  );
