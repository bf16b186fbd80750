import { healthCheckFails } from "../faults/flux.ts";
import { ago, all, condition, edit, remove, statusOf } from "../faults/objects.ts";
import { containerWaits, deleted, waits, CRASH_LOOP, type Waiting } from "../faults/workloads.ts";
import type { Fault, Scenario } from "../scenario.ts";
import { NOT_RECONCILED, POD_CRASHES, POD_WAITS } from "./rows.ts";

const CONFIG_ERROR: Waiting = { reason: "CreateContainerConfigError", message: 'secret "cluster-secrets" not found' };

/** The store cannot reach its provider, and every secret that comes from it says so. */
export const storeFails = (message: string): Fault =>
  all(
    condition("ClusterSecretStore", "onepassword-connect", "Ready", {
      status: "False",
      reason: "InvalidProviderConfig",
      message,
    }),
    condition("ExternalSecret", undefined, "Ready", {
      status: "False",
      reason: "SecretSyncedError",
      message: "could not get secret data from provider",
    }),
  );

/** The store of secrets, and what is synced out of it. */
export const SECRETS: readonly Scenario[] = [
  {
    name: "connect-is-gone",
    title: "1Password Connect is gone: secrets are missing in two namespaces, and their pods wait for them",
    from: "a report of a bootstrap that failed",
    faults: [
      deleted("Deployment", "external-secrets/onepassword-connect"),
      storeFails("unable to validate store: dial tcp: lookup onepassword-connect: no such host"),
      remove("Secret", /^(nessie|kubeai)\/cluster-secrets$/),
      waits("Deployment", "nessie/nessie", CONFIG_ERROR),
      waits("Deployment", "kubeai/kubeai", CONFIG_ERROR),
      healthCheckFails("flux-system/cluster-secrets", "ExternalSecret/nessie/cluster-secrets status: 'Failed'"),
    ],
    expect: {
      first: ["secrets/connect-is-running"],
      falls: [
        "references/named-services-answer",
        ...NOT_RECONCILED,
        "secrets/stores-are-valid",
        "secrets/external-secrets-are-synced",
        "platform/services-are-rolled-out",
        ...POD_WAITS,
      ],
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "connect-sync-crashes",
    title: "The sync container of 1Password Connect crashes; its API still answers from its cache",
    from: "a report of a bootstrap that failed",
    faults: [containerWaits("Deployment", "external-secrets/onepassword-connect", "connect-sync", CRASH_LOOP)],
    expect: {
      first: ["secrets/connect-is-running"],
      falls: POD_CRASHES,
      unseen: ["budget/timeline-is-whole"],
    },
  },
  {
    name: "store-not-valid",
    title: "The secret store's token was revoked",
    from: "a report of a bootstrap that failed",
    faults: [storeFails("unable to validate store: 401 Unauthorized: Invalid token signature")],
    expect: { first: ["secrets/stores-are-valid"], falls: ["secrets/external-secrets-are-synced"] },
  },
  {
    name: "store-missing",
    title: "The secret store that the profile names does not exist",
    from: "the purpose of a check",
    faults: [remove("ClusterSecretStore", "onepassword-connect")],
    expect: { first: ["secrets/stores-are-valid"] },
  },
  {
    name: "secret-missing-in-a-namespace",
    title: "cluster-secrets is missing in one of twelve namespaces: nobody declared it there",
    from: "a report of a bootstrap that failed",
    faults: [remove("ExternalSecret", "logging/cluster-secrets"), remove("Secret", "logging/cluster-secrets")],
    expect: { first: ["secrets/external-secrets-are-synced"] },
  },
  {
    name: "secret-stale",
    title: "An ExternalSecret was last refreshed two days ago and says Ready=True still",
    from: "the purpose of a check",
    faults: [
      edit("ExternalSecret", "databases/cluster-secrets", (object, world) => {
        statusOf(object)["refreshTime"] = ago(world, 2 * 86_400);
      }),
    ],
    expect: { first: ["secrets/external-secrets-are-synced"] },
  },
];
