import type { KubernetesObject } from "../../../observations/objects.ts";
import { gap, list, map, value, type Draft } from "../../../repository/draft/draft.ts";
import { apiClient } from "../../kube/client.ts";
import { connect } from "../../kube/connection.ts";
import { troubleOf } from "../../trouble.ts";

/** What a cluster says of itself for the draft of a profile, or why it says nothing. */
export type NodesAsked = { version: Draft; nodes: Draft; trouble?: undefined } | { trouble: string };

/** One attempt each: somebody waits for the draft. */
const IMPATIENT = { attemptMs: 3_000, totalMs: 3_000, attempts: 1 };

/** Asks the cluster of a context for its version and its nodes. Never throws for what the cluster does. */
export async function nodesAsked(kubeconfig: string, context: string): Promise<NodesAsked> {
  try {
    const api = apiClient(connect(kubeconfig, context), {
      signal: new AbortController().signal,
      limits: IMPATIENT,
      onRetry: () => undefined,
    });
    try {
      const { gitVersion } = (await api.get("/version")) as { gitVersion?: string };
      const nodes = (await api.list({ group: "", resource: "nodes" })) as Node[];
      const version = gitVersion === undefined ? gap("a version") : value(gitVersion, FROM);
      return { version, nodes: nodes.length === 0 ? gap("any node") : list(nodes.map(drafted)) };
    } finally {
      await api.close();
    }
  } catch (error) {
    return { trouble: troubleOf(error).message };
  }
}

interface Node extends KubernetesObject {
  status?: { addresses?: { type?: string; address?: string }[] };
}

const FROM = "the cluster itself";

function drafted({ metadata, status }: Node): Draft {
  const address = status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
  const isControlPlane = metadata?.labels?.["node-role.kubernetes.io/control-plane"] !== undefined;
  return map([
    ["name", value(metadata?.name ?? "", FROM)],
    ["address", address === undefined ? gap("an InternalIP of this node") : value(address, FROM)],
    ["role", value(isControlPlane ? "control-plane" : "worker", FROM)],
  ]);
}
