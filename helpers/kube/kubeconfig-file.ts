import path from "node:path";
import { readPlain, readPlainText } from "../../evidence/plain-file.ts";
import { wordsOf } from "../../observations/words.ts";
import { resolvePath } from "../call/paths.ts";
import { parsedYaml } from "../observe/files/yaml.ts";
import { SourceError } from "../trouble.ts";

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
export interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name?: string; context?: { cluster?: string; user?: string; namespace?: string } }[] | null;
  clusters?: { name?: string; cluster?: Cluster }[] | null;
  users?: { name?: string; user?: User | null }[] | null;
}

export interface Cluster {
  server?: string;
  "certificate-authority"?: string;
  "certificate-authority-data"?: string;
  "insecure-skip-tls-verify"?: boolean;
}

export interface User {
  "client-certificate"?: string;
  "client-certificate-data"?: string;
  "client-key"?: string;
  token?: string;
  tokenFile?: string;
  exec?: object;
  username?: string;
}

/** A kubeconfig as it stands in its file, and its text. Throws SourceError `file`, which quotes nothing of it. */
export function readKubeconfig(file: string): { config: Kubeconfig; text: string } {
  let text: string;
  try {
    text = readPlainText(file);
  } catch (error) {
    const why = wordsOf(error);
    throw new SourceError(
      "file",
      `kubeconfig ${file}: ${why}; make it with talosctl kubeconfig, or name another with --kubeconfig`,
    );
  }
  const config = parsedYaml(text, `kubeconfig ${file}`);
  if (!isMapping(config)) throw new SourceError("file", `kubeconfig ${file} is no YAML mapping`);
  const { contexts, clusters, users } = config;
  const wrong = Object.entries({ contexts, clusters, users }).find(([, it]) => !isListOfMappings(it))?.[0];
  if (wrong !== undefined) throw new SourceError("file", `kubeconfig ${file}: its ${wrong} are no list of mappings`);
  return { config, text };
}

/** The cluster and the user of a context; none where it is not there. Throws SourceError `file` for what is wrong in them. */
export function entriesOf(
  config: Kubeconfig,
  name: string | undefined,
  file: string,
): { cluster?: Cluster; user?: User } {
  const context = config.contexts?.find((one) => one.name === name)?.context;
  const cluster = context && config.clusters?.find((one) => one.name === context.cluster)?.cluster;
  const user = context && config.users?.find((one) => one.name === context.user)?.user;
  const wrong = wrongIn(cluster, user);
  if (wrong !== undefined) throw new SourceError("file", `kubeconfig ${file}: ${wrong} of context "${name}"`);
  for (const key of FILES) {
    const named = ({ ...cluster, ...user } as Cluster & User)[key];
    if (named) plainFile(named, path.dirname(file));
  }
  return { ...(cluster && { cluster }), ...(user && { user }) };
}

/** A file that a kubeconfig names. Throws SourceError `file`. */
export function plainFile(named: string, folder: string): Buffer {
  const target = resolvePath(named, folder);
  try {
    return readPlain(target);
  } catch (error) {
    throw new SourceError("file", `the kubeconfig names ${target}, which cannot be read: ${wordsOf(error)}`);
  }
}

const FILES = ["certificate-authority", "client-certificate", "client-key", "tokenFile"] as const;

/** Libraries take what stands in these as it is, and end with words of their own. */
function wrongIn(cluster: object | undefined, user: object | null | undefined): string | undefined {
  const texts = Object.entries({ ...cluster, ...user }).find(
    ([key, value]) => TEXTS.has(key) && value !== null && typeof value !== "string",
  )?.[0];
  if (texts !== undefined) return `${texts} is no text: write it in quotes; it is that`;
  const { server, "proxy-url": proxy } = (cluster ?? {}) as { server?: string; "proxy-url"?: string };
  if (cluster && !isUrl(server, ["http:", "https:"])) return "the server is no URL of http or https: it is that";
  if (proxy && !isUrl(proxy, ["http:", "https:", "socks5:"])) return "proxy-url is no URL of a proxy: it is that";
  const { exec } = (user ?? {}) as { exec?: unknown };
  return exec === undefined || exec === null || isPlugin(exec)
    ? undefined
    : "exec has no command, args and env as a credential plugin has them: it is that";
}

const TEXTS: ReadonlySet<string> = new Set([
  ...["server", "certificate-authority", "certificate-authority-data", "tls-server-name", "proxy-url", "as"],
  ...["client-certificate", "client-certificate-data", "client-key", "client-key-data"],
  ...["token", "tokenFile", "username", "password"],
]);

const isUrl = (text: string | undefined, protocols: readonly string[]): boolean =>
  text !== undefined && URL.canParse(text) && protocols.includes(new URL(text).protocol);

function isPlugin(exec: unknown): boolean {
  if (!isMapping(exec)) return false;
  const { command, args, env } = exec;
  const texts = (value: unknown): boolean => typeof value === "string" && !value.includes("\0");
  const isEnv = (value: unknown): boolean => isMapping(value) && texts(value["name"]) && texts(value["value"]);
  return texts(command) && isListOf(args, texts) && isListOf(env, isEnv);
}

const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.every(is));

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isListOfMappings = (value: unknown): boolean => isListOf(value, isMapping);
