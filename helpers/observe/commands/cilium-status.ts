import type { CiliumAgentStatus, CiliumStatus } from "../../../observations/cilium.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import { agentByAgent, nodesAway } from "./cilium-agents.ts";
import { ended, failure, kubeFlags } from "./asked.ts";
import type { Source, SourceContext } from "../source.ts";

const DEADLINE_MS = 60_000;

/**
 * `cilium status -o json`, which waits for every agent: where a node is away, or the CLI does not end, the agents are
 * asked one by one.
 */
export const ciliumStatus: Source<"ciliumStatus"> = async (context, seen) => {
  const away = await nodesAway(context, seen);
  if (away.size > 0) return agentByAgent(context, seen, away);
  try {
    return await wholeStatus(context);
  } catch (error) {
    if (troubleOf(error).kind !== "command-killed") throw error;
    // while it hung the API may have learned who is away
    const status = await agentByAgent(context, seen, await nodesAway(context, seen));
    if (Object.values(status.agents).every((agent) => agent === null)) throw error;
    return { ...status, exit: undefined };
  }
};

/** It exits 0 although it lists errors; where something could not be collected it exits 1, and prints its JSON all the same. */
async function wholeStatus(context: SourceContext): Promise<CiliumStatus> {
  const namespace = context.profile.cilium?.namespace ?? "kube-system";
  const result = await ended(
    context,
    ["cilium", "status", "-o", "json", "--interactive=false", "-n", namespace, ...kubeFlags(context)],
    DEADLINE_MS,
  );
  if (result.stdout.trim() === "")
    throw new SourceError("command-failed", failure(result), { transcript: result.transcript });
  return { exit: result.exit, ...parseCiliumStatus(result.stdout, result.transcript), transcript: result.transcript };
}

interface Printed {
  pod_state?: Record<
    string,
    { Desired?: number; Ready?: number; Available?: number; Unavailable?: number; Disabled?: boolean }
  > | null;
  pods_count?: { all?: number; by_cilium?: number } | null;
  cilium_status?: Record<string, CiliumAgentStatus | null> | null;
  errors?: Record<
    string,
    Record<string, { Errors?: unknown[] | null; Warnings?: unknown[] | null; Disabled?: boolean }>
  > | null;
  collection_errors?: unknown[] | null;
  helm_chart_version?: string;
}

/** The CLI leaves out counts of 0 (`omitempty` in its JSON): a missing count is 0. */
export function parseCiliumStatus(stdout: string, transcript: string): Omit<CiliumStatus, "exit" | "transcript"> {
  let printed: Printed;
  try {
    printed = JSON.parse(stdout) as Printed;
  } catch {
    throw new SourceError("malformed", "cilium status printed no whole JSON", { transcript });
  }
  const texts = (list: unknown[] | null | undefined): string[] =>
    (list ?? []).map((it) => (typeof it === "string" ? it : JSON.stringify(it)));
  return {
    podState: Object.fromEntries(
      Object.entries(printed.pod_state ?? {}).map(
        ([name, { Desired = 0, Ready = 0, Available = 0, Unavailable = 0, Disabled = false }]) => [
          name,
          { desired: Desired, ready: Ready, available: Available, unavailable: Unavailable, disabled: Disabled },
        ],
      ),
    ),
    podsCount: { all: printed.pods_count?.all ?? 0, byCilium: printed.pods_count?.by_cilium ?? 0 },
    agents: printed.cilium_status ?? {},
    errors: Object.entries(printed.errors ?? {}).flatMap(([component, pods]) =>
      Object.entries(pods).map(([pod, { Errors, Warnings, Disabled = false }]) => ({
        component,
        pod,
        errors: texts(Errors),
        warnings: texts(Warnings),
        disabled: Disabled,
      })),
    ),
    collectionErrors: printed.collection_errors?.length ?? 0,
    ...(printed.helm_chart_version && { helmChartVersion: printed.helm_chart_version }),
  };
}
