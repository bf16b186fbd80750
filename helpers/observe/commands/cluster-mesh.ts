import { SourceError } from "../../trouble.ts";
import { ended, failure, kubeFlags } from "./asked.ts";
import type { Source } from "../source.ts";

const DEADLINE_MS = 60_000;

interface Printed {
  connectivity?: {
    clusters?: Record<string, { configured?: number; connected?: number }> | null;
    total?: number;
    not_ready?: number;
    errors?: Record<string, unknown> | null;
  } | null;
}

/** `cilium clustermesh status -o json`. With `-o json` the CLI drops the error of its wait, so the numbers are judged. */
export const clusterMesh: Source<"clusterMesh"> = async (context) => {
  const namespace = context.profile.cilium?.namespace ?? "kube-system";
  const result = await ended(
    context,
    ["cilium", "clustermesh", "status", "-o", "json", "-n", namespace, ...kubeFlags(context)],
    DEADLINE_MS,
  );
  const { transcript } = result;
  if (result.stdout.trim() === "") throw new SourceError("command-failed", failure(result), { transcript });
  let printed: Printed;
  try {
    printed = JSON.parse(result.stdout) as Printed;
  } catch {
    throw new SourceError("malformed", "cilium clustermesh status printed no whole JSON", { transcript });
  }
  const { clusters, total, not_ready, errors } = printed.connectivity ?? {};
  return {
    clusters: clusters ?? {},
    total: total ?? 0,
    notReady: not_ready ?? 0,
    errors: Object.keys(errors ?? {}),
    transcript,
  };
};
