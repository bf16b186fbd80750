import { z } from "zod";
import { bootstrap } from "./schema/bootstrap.ts";
import { budget } from "./schema/budget.ts";
import { cilium } from "./schema/cilium.ts";
import { flux } from "./schema/flux.ts";
import { kubernetes, network, nodes, talos, tools } from "./schema/machines.ts";
import { onePassword, sops } from "./schema/operator.ts";
import { platform } from "./schema/platform.ts";
import { policies } from "./schema/policies.ts";
import { crds, releases } from "./schema/releases.ts";
import { secrets } from "./schema/secrets.ts";
import { stories } from "./schema/stories.ts";
import { waivers } from "./schema/waivers.ts";
import { workloads } from "./schema/workloads.ts";

/**
 * What one cluster is meant to be. Everything a check compares with stands here; what is left out makes checks
 * not applicable, never quietly passing. It holds no secrets.
 */
export const profileSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes")
      .describe(
        "The cluster's name, of lower-case letters, digits and dashes: it names the folder of its evidence, and folders of a checkout that bear it are taken as this cluster's.",
      ),
    description: z.string().optional().describe("A sentence about the cluster for the head of the report."),
    repository: z
      .string()
      .optional()
      .describe(
        "Path of a checkout of the GitOps repository, relative to this file; ~ is the home folder. Left out, checks of the repository are not applicable; --repo overrides it.",
      ),
    kubernetes,
    talos: talos.optional(),
    nodes,
    network: network.optional(),
    tools,
    sops: sops.optional(),
    onePassword: onePassword.optional(),
    crds,
    releases,
    cilium: cilium.optional(),
    flux: flux.optional(),
    secrets: secrets.optional(),
    platform,
    workloads,
    bootstrap,
    policies,
    budget: budget.optional(),
    stories,
    waivers,
  })
  .superRefine(({ nodes }, context) => {
    if (!nodes.some(({ role }) => role === "control-plane"))
      context.addIssue({
        code: "custom",
        path: ["nodes"],
        message: "no node has the role control-plane",
        params: { remedy: "give it to each member of the control plane" },
      });
  });

/** A profile as checks see it: defaults filled in, durations in milliseconds. */
export type Profile = z.output<typeof profileSchema> & {
  /** What the file says where the call says otherwise (`--endpoint` of a tunnel): what a repository is held to. */
  written?: { endpoint: string };
};
