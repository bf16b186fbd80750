import { KubeConfig, bufferFromFileOrString } from "@kubernetes/client-node";
import { X509Certificate, createHash } from "node:crypto";
import type { Dispatcher } from "undici";
import { withPlugin } from "./exec-credential.ts";
import { SourceError } from "../trouble.ts";

/** Where the API server is and how this identity is shown to it, from a kubeconfig. */
export interface Connection {
  readonly server: string;
  /** SHA-256 of the cluster's CA in DER, hex. */
  readonly caFingerprint?: string;
  credentials(): Promise<{ dispatcher: Dispatcher | undefined; headers: Record<string, string> }>;
  /** Asks for credentials again: an exec plugin's token may have run out. */
  refresh(): void;
  close(): Promise<void>;
}

/** Certificates, tokens, exec plugins and proxies as `@kubernetes/client-node` supports them. */
export function connect(kubeconfig: string, context?: string, endpoint?: string): Connection {
  const config = new KubeConfig();
  try {
    config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new SourceError("file", `${kubeconfig}: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (context !== undefined) config.setCurrentContext(context);
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new SourceError("file", `${kubeconfig}: context "${config.getCurrentContext()}" names no cluster`);
  if (endpoint !== undefined) {
    config.clusters = config.clusters.map((it) => (it.name === cluster.name ? { ...it, server: endpoint } : it));
  }
  const server = (endpoint ?? cluster.server).replace(/\/+$/, "");
  let ready: Promise<Credentials> | undefined;
  const opened = new Set<Dispatcher>();

  return {
    server,
    ...fingerprint(config),
    credentials: () => {
      ready ??= authenticate(config).then((credentials) => {
        if (credentials.dispatcher) opened.add(credentials.dispatcher);
        return credentials;
      });
      return ready;
    },
    refresh: () => {
      ready = undefined;
    },
    close: async () => {
      await Promise.all([...opened].map((dispatcher) => dispatcher.destroy()));
    },
  };
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
    throw new SourceError("unauthorized", `no credentials: ${error instanceof Error ? error.message : String(error)}`);
  }
  return { dispatcher, headers };
}

function fingerprint(config: KubeConfig): { caFingerprint?: string } {
  const { caData, caFile } = config.getCurrentCluster() ?? {};
  const pem = bufferFromFileOrString(caFile, caData);
  if (pem === null) return {};
  return { caFingerprint: createHash("sha256").update(new X509Certificate(pem).raw).digest("hex") };
}
