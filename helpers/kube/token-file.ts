import type { KubeConfig } from "@kubernetes/client-node";
import path from "node:path";
import { readPlainText } from "../../evidence/plain-file.ts";
import type { Kubeconfig } from "./kubeconfig-file.ts";
import { resolvePath } from "../call/paths.ts";
import { SourceError } from "../trouble.ts";
import { wordsOf } from "../../observations/words.ts";

/**
 * Enters the token of this moment where a kubeconfig's user names a file of it (`tokenFile`), as a ServiceAccount's
 * kubeconfig does; client-node does not read that key. The file's token comes before one in the kubeconfig. Throws
 * SourceError `unauthorized` where the file cannot be read.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo
 */
export function withTokenFile(config: KubeConfig, kubeconfig: string, users: Kubeconfig["users"]): void {
  const user = config.getCurrentUser();
  const named = user && users?.find(({ name }) => name === user.name)?.user?.tokenFile;
  if (!user || !named) return;
  const file = resolvePath(named, path.dirname(kubeconfig));
  const token = tokenIn(file);
  config.users = config.users.map((it) => (it.name === user.name ? { ...it, token } : it));
}

function tokenIn(file: string): string {
  try {
    return readPlainText(file).trim();
  } catch (error) {
    throw new SourceError("unauthorized", `no credentials: the token file ${file} cannot be read: ${wordsOf(error)}`);
  }
}
