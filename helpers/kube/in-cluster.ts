import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Profile } from "../../clusters/profile.ts";
import type { RunOptions } from "../call/options.ts";
import { UsageError } from "../call/usage-error.ts";
import { inClusterServer, kubeconfigVariable } from "../environment.ts";
import { reachBy } from "../observe/files/kubeconfig.ts";
import { watchdog } from "../watchdog.ts";
import { wordsOf } from "../../observations/words.ts";

/** Where the kubelet puts a ServiceAccount's files: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * In a pod that has no kubeconfig: a kubeconfig made of its ServiceAccount, and the API server's address inside of the
 * cluster. It names the files of token and CA and holds neither, so that whoever reads it has the token of that moment.
 * Empty where a kubeconfig is named, or stands in its usual place, and outside of a cluster. Throws UsageError where it
 * cannot be written.
 */
export function inClusterOptions(
  options: Pick<RunOptions, "backend" | "kubeconfig" | "context" | "endpoint">,
  profile: Profile,
  account = SERVICE_ACCOUNT,
): Pick<RunOptions, "kubeconfig" | "endpoint"> {
  const isNamed = (options.kubeconfig ?? profile.kubernetes.kubeconfig ?? kubeconfigVariable()) !== undefined;
  if (options.backend !== "live" || isNamed || existsSync(reachBy(options, profile).file)) return {};
  const server = inClusterServer();
  const [token, ca] = ["token", "ca.crt"].map((name) => path.join(account, name));
  if (server === undefined || token === undefined || !existsSync(token)) return {};
  const context = options.context ?? profile.kubernetes.context ?? "in-cluster";
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "in-cluster", cluster: { server, "certificate-authority": ca } }],
    users: [{ name: "service-account", user: { tokenFile: token } }],
    contexts: [{ name: context, context: { cluster: "in-cluster", user: "service-account" } }],
    "current-context": context,
  };
  return { kubeconfig: written(JSON.stringify(config, null, 1)), endpoint: options.endpoint ?? server };
}

/** It goes when this process ends. */
function written(text: string): string {
  try {
    const folder = mkdtempSync(path.join(tmpdir(), "assay-in-cluster-"));
    watchdog().remove(folder);
    const file = path.join(folder, "kubeconfig");
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  } catch (error) {
    const why = wordsOf(error);
    throw new UsageError(`no kubeconfig can be made of the ServiceAccount: ${why}; mount an emptyDir at ${tmpdir()}`);
  }
}
