import type { KubeConfig } from "@kubernetes/client-node";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { resolvePath } from "../call/paths.ts";
import { SourceError } from "../trouble.ts";
import { wordsOf } from "../../observations/words.ts";

interface Users {
  users?: { name?: string; user?: { tokenFile?: string } | null }[] | null;
}

/**
 * Enters the token of this moment where a kubeconfig's user names a file of it (`tokenFile`), as a ServiceAccount's
 * kubeconfig does; client-node does not read that key. The file's token comes before one in the kubeconfig. Throws
 * SourceError `unauthorized` where the file cannot be read.
 * https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo
 */
export function withTokenFile(config: KubeConfig, kubeconfig: string): void {
  const user = config.getCurrentUser();
  const { users } = usersIn(kubeconfig);
  const named = user && users?.find(({ name }) => name === user.name)?.user?.tokenFile;
  if (!user || !named) return;
  const file = resolvePath(named, path.dirname(kubeconfig));
  const token = tokenIn(file);
  config.users = config.users.map((it) => (it.name === user.name ? { ...it, token } : it));
}

function usersIn(kubeconfig: string): Users {
  try {
    return (parse(readFileSync(kubeconfig, "utf8")) ?? {}) as Users;
  } catch {
    // the parser's message is not passed on: it quotes lines, which may hold keys
    throw new SourceError("file", `${kubeconfig}: it is no kubeconfig`);
  }
}

function tokenIn(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new SourceError("unauthorized", `no credentials: the token file ${file} cannot be read: ${wordsOf(error)}`);
  }
}
