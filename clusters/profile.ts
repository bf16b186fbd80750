import { z } from "zod";
import { bootstrap } from "./schema/bootstrap.ts";
import { cilium } from "./schema/cilium.ts";
import { crds, releases } from "./schema/releases.ts";
import { flux, secrets } from "./schema/flux.ts";
import { platform, workloads } from "./schema/platform.ts";
import { policies } from "./schema/policies.ts";
import { kubernetes, node, network, talos, tools } from "./schema/machines.ts";
import { budget, stories, waivers } from "./schema/stories.ts";

/**
 * What one cluster is meant to be. Everything a row compares with stands here; what is left out makes rows
 * not applicable, never quietly passing. It holds no secrets.
 */
export const profileSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes")
      .describe("The cluster's name; names the folder of its evidence"),
    description: z.string().optional().describe("A sentence for the head of the report"),
    repository: z
      .string()
      .optional()
      .describe("Checkout of the GitOps repository, relative to this file; --repo overrides it"),
    kubernetes,
    talos: talos.optional(),
    nodes: z.array(node).min(1).describe("Every machine of the cluster, and no other"),
    network: network.optional(),
    tools,
    sops: z
      .strictObject({
        keyFile: z
          .string()
          .optional()
          .describe("The age key; default $SOPS_AGE_KEY_FILE, then ~/.config/sops/age/keys.txt"),
        rules: z.string().default(".sops.yaml").describe("Path of .sops.yaml in the repository"),
      })
      .optional()
      .describe("Leave it out where the repository is not encrypted with SOPS"),
    onePassword: z
      .strictObject({ account: z.string().optional().describe("The account that `op whoami` must name") })
      .optional()
      .describe("Leave it out where the 1Password CLI is not used"),
    crds,
    releases,
    cilium: cilium.optional(),
    flux: flux.optional(),
    secrets: secrets.optional(),
    platform: platform.prefault({}),
    workloads: workloads.prefault({}),
    bootstrap,
    policies,
    budget: budget.optional(),
    stories,
    waivers,
  })
  .superRefine((profile, context) => {
    const report = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    for (const key of ["name", "address"] as const) {
      profile.nodes.forEach((node, index) => {
        if (profile.nodes.findIndex((other) => other[key] === node[key]) !== index)
          report(["nodes", index, key], `duplicate node ${key} "${node[key]}"`);
      });
    }
    profile.releases.forEach((release, index) => {
      const first = profile.releases.findIndex(
        ({ name, namespace }) => name === release.name && namespace === release.namespace,
      );
      if (first !== index)
        report(["releases", index, "name"], `duplicate release "${release.namespace}/${release.name}"`);
    });
    if (!profile.nodes.some(({ role }) => role === "control-plane"))
      report(["nodes"], "no node has the role control-plane");
  });

/** A profile as rows see it: defaults filled in, durations in milliseconds. */
export type Profile = z.output<typeof profileSchema> & {
  /** What the file says where the call says otherwise (`--endpoint` of a tunnel): what a repository is held to. */
  written?: { endpoint: string };
};
