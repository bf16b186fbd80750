import type { Profile } from "../../clusters/profile.ts";
import { isSimulated, type Run } from "../../evidence/run.ts";
import { line } from "../../evidence/text.ts";
import { openReport } from "../../reports/ci/openreport.ts";
import type { RunOptions } from "../call/options.ts";
import { apiClient } from "../kube/client.ts";
import { connect } from "../kube/connection.ts";
import { reachBy } from "../observe/files/kubeconfig.ts";
import type { TroubleKind } from "../../observations/trouble.ts";
import { SourceError } from "../trouble.ts";
import { redact } from "../redact/redact.ts";
import { wordsOf } from "../../observations/words.ts";

const LIMITS = { attemptMs: 10_000, totalMs: 30_000 };
const COLLECTION = "/apis/openreports.io/v1alpha1/clusterreports";

/**
 * Writes the run as a ClusterReport into the cluster that was judged, with --report-to-cluster only: by server-side
 * apply, so that a rerun replaces it. Returns warnings; a report that could not be written changes no verdict. Into a
 * cluster that is not known to be the profile's nothing is written.
 */
export async function reportToCluster(
  run: Run,
  profile: Profile,
  options: Pick<RunOptions, "kubeconfig" | "context" | "endpoint">,
): Promise<string[]> {
  const { refused, unidentified } = run.outcome;
  const lab = isSimulated(run) ? "the lab is no cluster" : undefined;
  const why = lab ?? refused ?? unidentified ?? (run.cluster.kubeSystemUid === undefined ? UNSEEN : undefined);
  if (why !== undefined) return [`no ClusterReport was written: ${line(why, 300)}`];
  try {
    const { file, context } = reachBy(options, profile);
    const connection = connect(file, context, options.endpoint);
    const client = apiClient(connection, {
      signal: new AbortController().signal,
      limits: LIMITS,
      onRetry: () => undefined,
    });
    try {
      const report = openReport(run);
      await client.write("apply", `${COLLECTION}/${report.metadata.name}?fieldManager=assay&force=true`, report);
      return [];
    } finally {
      await client.close();
    }
  } catch (error) {
    const remedy = (error instanceof SourceError && REMEDIES[error.trouble.kind]) || "";
    return [`no ClusterReport was written: ${remedy}${line(redact(wordsOf(error)), 400)}`];
  }
}

/** An apply makes what is missing: where it is not found, its kind is not served. */
const REMEDIES: Partial<Record<TroubleKind, string>> = {
  "not-found":
    "the cluster does not know the kind; its CRD is that of https://github.com/openreports/reports-api (openreports.io/v1alpha1): ",
  forbidden: "this identity may not; the role assay-report of docs/rbac.yaml allows it: ",
};

const UNSEEN = "this run did not see which cluster answers";
