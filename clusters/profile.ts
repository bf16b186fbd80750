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
import { notify } from "./schema/notify.ts";
import { waivers } from "./schema/waivers.ts";
import { workloads } from "./schema/workloads.ts";

/**
 * What one cluster is meant to be. Everything a check compares with stands here; what is left out makes checks
 * not applicable, never quietly passing. It holds no secrets.
 */
export const openProfileSchema = z.strictObject({
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
  notify,
});

/**
 * A profile as it may be written for checks of the repository alone: defaults filled in, durations in milliseconds.
 * What only a cluster is asked for may be missing.
 */
export type OpenProfile = z.output<typeof openProfileSchema> & {
  /** What the file says where the call says otherwise (`--endpoint` of a tunnel): what a repository is held to. */
  written?: { endpoint: string | undefined };
};

type Open<Key extends keyof OpenProfile> = NonNullable<OpenProfile[Key]>;

/** A profile as checks of a cluster see it: whole. */
export type Profile = Omit<OpenProfile, "kubernetes" | "nodes" | "cilium" | "flux"> & {
  kubernetes: Open<"kubernetes"> & { endpoint: string };
  nodes: Required<Open<"nodes">[number]>[];
  cilium?: (Open<"cilium"> & { clusterId: number; clusterName: string }) | undefined;
  flux?:
    | (Open<"flux"> & {
        source: Open<"flux">["source"] & { url: string; ref: string };
        kustomization: Open<"flux">["kustomization"] & { path: string };
      })
    | undefined;
};

/** What a profile as it is written does not say and a run on a cluster needs. */
export interface Demand {
  path: (string | number)[];
  /** Left out where the key is simply missing. */
  message?: string;
  remedy?: string;
}

/** {@link Demand}s of a profile's content, which need not be valid. */
export function demandsOf(content: unknown): Demand[] {
  const parts = NEEDED_WITH.filter(([part = ""]) => isThere(content, [part]));
  const missing = [...NEEDED, ...parts].flatMap((path): Demand[] => (isThere(content, path) ? [] : [{ path }]));
  const nodes = at(content, ["nodes"]);
  if (!Array.isArray(nodes)) return missing;
  const open = nodes.flatMap((node: unknown, index) =>
    ["address", "role"].flatMap((key): Demand[] => (isThere(node, [key]) ? [] : [{ path: ["nodes", index, key] }])),
  );
  const none: Demand = { path: ["nodes"], message: "no node has the role control-plane" };
  const isLed = nodes.some((node: unknown) => at(node, ["role"]) !== "worker");
  return [...missing, ...open, ...(isLed ? [] : [{ ...none, remedy: "give it to each member of the control plane" }])];
}

const NEEDED: (string | number)[][] = [["kubernetes", "endpoint"], ["nodes"]];

/** Needed where the profile has the part that the path begins with. */
const NEEDED_WITH: (string | number)[][] = [
  ["cilium", "clusterId"],
  ["cilium", "clusterName"],
  ["flux", "source", "url"],
  ["flux", "source", "ref"],
  ["flux", "kustomization", "path"],
];

const isThere = (value: unknown, path: (string | number)[]): boolean => at(value, path) !== undefined;

const at = (value: unknown, path: (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );

/** The schema of a whole profile, for those that are made by code. */
export const profileSchema = openProfileSchema.transform((profile, context): Profile => {
  for (const { path, message } of demandsOf(profile))
    context.addIssue({ code: "custom", path, message: message ?? "is missing" });
  return profile as Profile;
});
