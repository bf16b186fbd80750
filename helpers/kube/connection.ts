import { KubeConfig } from "@kubernetes/client-node";
import path from "node:path";
import type { Dispatcher } from "undici";
import { entriesOf, readKubeconfig } from "./kubeconfig-file.ts";
import { withPlugin } from "./exec-credential.ts";
import { withTokenFile } from "./token-file.ts";
import { holdSecret } from "../redact/redact.ts";
import { SourceError } from "../trouble.ts";
import { certificatesOf, type ShownCertificates } from "./certificates.ts";
import { wordsOf } from "../../observations/words.ts";

/** The address of the API server, and the credentials of this identity, from a kubeconfig. */
export interface Connection {
  readonly server: string;
  /** What the server showed of itself on the connections so far: see {@link ShownCertificates}. */
  chains: ShownCertificates["chains"];
  credentials(): Promise<{ dispatcher: Dispatcher | undefined; headers: Record<string, string> }>;
  /**
   * Reads the kubeconfig and asks for credentials again: a token of an exec plugin, of a file or in the kubeconfig may have
   * expired and been replaced.
   */
  refresh(): void;
  close(): Promise<void>;
}

/** Supports certificates, tokens, exec plugins and proxies, as `@kubernetes/client-node` does. Throws SourceError. */
export function connect(kubeconfig: string, context?: string, endpoint?: string): Connection {
  const { config: first, server } = configOf(kubeconfig, context, endpoint);
  let config: KubeConfig | undefined = first;
  let ready: Promise<Credentials> | undefined;
  const opened = new Set<Dispatcher>();
  const certificates = certificatesOf(server);
  const entered = async (): Promise<Credentials> => {
    const credentials = await authenticate(config ?? configOf(kubeconfig, context, endpoint).config);
    if (credentials.dispatcher) opened.add(credentials.dispatcher);
    return credentials;
  };

  return {
    server,
    chains: certificates.chains,
    credentials: () => (ready ??= entered()),
    refresh: () => {
      config = undefined;
      ready = undefined;
    },
    close: async () => {
      certificates.close();
      await Promise.all([...opened].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/** The kubeconfig of this moment, with the files that it names, and the server that it leads to. Throws SourceError. */
function configOf(kubeconfig: string, context?: string, endpoint?: string): { config: KubeConfig; server: string } {
  const file = readKubeconfig(kubeconfig);
  entriesOf(file.config, context ?? file.config["current-context"], kubeconfig);
  const config = new KubeConfig();
  try {
    config.loadFromString(file.text);
  } catch {
    // the library's message is not passed on: it quotes lines, which may hold keys
    throw new SourceError("file", `${kubeconfig}: it is no kubeconfig`);
  }
  config.makePathsAbsolute(path.dirname(kubeconfig));
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new SourceError(
      "file",
      `${kubeconfig}: context "${config.getCurrentContext()}" names no cluster of this file; kubectl config view --flatten --raw merges several`,
    );
  if (endpoint !== undefined) {
    config.clusters = config.clusters.map((it) => (it.name === cluster.name ? { ...it, server: endpoint } : it));
  }
  withTokenFile(config, kubeconfig, file.config.users);
  return { config, server: (endpoint ?? cluster.server).replace(/\/+$/, "") };
}

interface Credentials {
  dispatcher: Dispatcher | undefined;
  headers: Record<string, string>;
}

/**
 * The credentials that client-node reads from the kubeconfig, for our own pooled connections. client-node itself opens a
 * TLS connection for each call.
 */
async function authenticate(config: KubeConfig): Promise<Credentials> {
  const headers: Record<string, string> = {};
  let dispatcher: Dispatcher | undefined;
  const sink = {
    setHeaderParam: (key: string, value: string) => {
      headers[key.toLowerCase()] = value;
    },
    setDispatcher: (given: unknown) => {
      dispatcher = given as Dispatcher;
    },
  };
  await withPlugin(config);
  try {
    await config.applySecurityAuthentication(
      sink as unknown as Parameters<KubeConfig["applySecurityAuthentication"]>[0],
    );
  } catch (error) {
    throw new SourceError("unauthorized", `no credentials: ${wordsOf(error)}`);
  }
  const [wrong] = Object.entries(headers).find(([, value]) => !/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) ?? [];
  if (wrong !== undefined)
    throw new SourceError(
      "unauthorized",
      `no credentials: what the kubeconfig has for the header ${wrong} cannot stand in one`,
    );
  // an answer may quote the request: 401 and 403 of gateways do
  holdSecret((headers["authorization"] ?? "").replace(/^\w+ /, ""));
  return { dispatcher, headers };
}
