import { KubeConfig } from "@kubernetes/client-node";
import type { Dispatcher } from "undici";
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
  const config = new KubeConfig();
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    // the library's message is not passed on: it quotes lines, which may hold keys
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT" ? "no such file" : code === undefined ? "it is no kubeconfig" : `it cannot be read (${code})`;
    throw new SourceError("file", `${kubeconfig}: ${why}`);
  }
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
  withTokenFile(config, kubeconfig);
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
  // an answer may quote the request: 401 and 403 of gateways do
  holdSecret((headers["authorization"] ?? "").replace(/^\w+ /, ""));
  return { dispatcher, headers };
}
