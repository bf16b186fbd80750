import { sleep } from "../../wait/clock.ts";
import type { ApiClient } from "../../kube/client.ts";
import type { SourceContext } from "../source.ts";
import { SourceError } from "../../trouble.ts";

export type RunInPod = (name: string, command: readonly string[]) => Promise<{ succeeded: boolean; output: string }>;

const NAMESPACE = "assay-probe";
const IMAGE = "registry.k8s.io/e2e-test-images/agnhost:2.53";
const LABELS = { "app.kubernetes.io/managed-by": "assay" };
const WITHIN_MS = 90_000;

/**
 * Runs pods in the namespace `assay-probe`, with --probes only. The namespace
 * is made for them and always deleted. Where a namespace of that name exists that is not ours, nothing is done.
 */
export async function withProbe<Result>(
  context: SourceContext,
  work: (run: RunInPod) => Promise<Result>,
): Promise<Result> {
  const api = context.api as ApiClient;
  await api.write("create", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: NAMESPACE, labels: { ...LABELS, "pod-security.kubernetes.io/enforce": "restricted" } },
  });
  try {
    return await work((name, command) => runInPod(api, name, command, context.signal));
  } finally {
    await api.write("delete", `/api/v1/namespaces/${NAMESPACE}`);
  }
}

async function runInPod(
  api: ApiClient,
  name: string,
  command: readonly string[],
  signal: AbortSignal,
): Promise<{ succeeded: boolean; output: string }> {
  const path = `/api/v1/namespaces/${NAMESPACE}/pods`;
  await api.write("create", path, podOf(name, command));
  for (let waitedMs = 0; waitedMs < WITHIN_MS; waitedMs += 1_000) {
    await sleep(1_000, signal);
    const pod = (await api.get(`${path}/${name}`)) as { status?: PodStatus };
    const ended = pod.status?.containerStatuses?.[0]?.state?.terminated;
    if (ended) return { succeeded: ended.exitCode === 0, output: (ended.message ?? "").trim() };
  }
  throw new SourceError("timeout", `the probe pod ${NAMESPACE}/${name} did not end within ${WITHIN_MS / 1000} s`);
}

interface PodStatus {
  containerStatuses?: { state?: { terminated?: { exitCode?: number; message?: string } } }[] | null;
}

/** A pod whose last output is returned as the termination message, so that no log must be read. */
const podOf = (name: string, command: readonly string[]): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: NAMESPACE, labels: LABELS },
  spec: {
    restartPolicy: "Never",
    activeDeadlineSeconds: 60,
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65_534, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "probe",
        image: IMAGE,
        command,
        terminationMessagePolicy: "FallbackToLogsOnError",
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
        },
        resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } },
      },
    ],
  },
});
