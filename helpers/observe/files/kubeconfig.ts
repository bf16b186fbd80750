import { createHash, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Certificate, KubeconfigFile } from "../../../observations/files.ts";
import { kubeconfigVariable, takesAnyCertificate } from "../../environment.ts";
import type { RunOptions } from "../../call/options.ts";
import { resolvePath } from "../../call/paths.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";
import { parsedYaml } from "./yaml.ts";
import { wordsOf } from "../../../observations/words.ts";

interface Kubeconfig {
  "current-context"?: string;
  contexts?: { name?: string; context?: { cluster?: string; user?: string; namespace?: string } }[] | null;
  clusters?:
    | {
        name?: string;
        cluster?: Cluster;
      }[]
    | null;
  users?: { name?: string; user?: User | null }[] | null;
}

interface Cluster {
  server?: string;
  "certificate-authority"?: string;
  "certificate-authority-data"?: string;
  "insecure-skip-tls-verify"?: boolean;
}

interface User {
  "client-certificate"?: string;
  "client-certificate-data"?: string;
  token?: string;
  tokenFile?: string;
  exec?: object;
  username?: string;
}

/** The kubeconfig of this run, without its keys. */
export const kubeconfig = (async ({ options, profile }) => {
  const file = kubeconfigPath(options, profile);
  const config = readConfig(file);
  const contexts = (config.contexts ?? []).flatMap(({ name }) => name ?? []);
  const currentContext = config["current-context"] || undefined;
  const wanted = options.context ?? profile.kubernetes.context ?? currentContext;
  const context = config.contexts?.find(({ name }) => name === wanted)?.context;
  const seen: KubeconfigFile = { path: file, contexts, ...(currentContext !== undefined && { currentContext }) };
  if (wanted === undefined || !context) return seen;

  const cluster = config.clusters?.find(({ name }) => name === context.cluster)?.cluster;
  const user = config.users?.find(({ name }) => name === context.user)?.user ?? undefined;
  const certificate = certificateOf(user, path.dirname(file));
  const expiry = user?.token === undefined ? undefined : tokenExpiry(user.token);
  const fingerprint = fingerprintOf(cluster, path.dirname(file));
  const server = options.endpoint ?? cluster?.server ?? "";
  const unverified = unverifiedBy(file, server, cluster);
  return {
    ...seen,
    context: {
      name: wanted,
      server,
      ...(cluster?.server !== undefined && cluster.server !== server && { ownServer: cluster.server }),
      ...(unverified !== undefined && { unverified }),
      ...(context.namespace !== undefined && { namespace: context.namespace }),
      credential: credentialOf(user),
    },
    ...(certificate && { certificate }),
    ...(expiry !== undefined && { tokenExpires: expiry }),
    ...(fingerprint !== undefined && { caFingerprint: fingerprint }),
  };
}) satisfies Source<"kubeconfig">;

/**
 * The path of the kubeconfig: --kubeconfig, else the profile's, else the first of $KUBECONFIG that exists, else
 * ~/.kube/config.
 */
export function kubeconfigPath(
  options: Pick<RunOptions, "kubeconfig">,
  { kubernetes }: { kubernetes: { kubeconfig?: string | undefined } },
): string {
  const given = options.kubeconfig ?? kubernetes.kubeconfig;
  if (given !== undefined) return resolvePath(given);
  const listed = (kubeconfigVariable() ?? "")
    .split(path.delimiter)
    .filter(Boolean)
    .map((it) => resolvePath(it));
  return listed.find((file) => existsSync(file)) ?? listed[0] ?? resolvePath("~/.kube/config");
}

/** A context by which a cluster can be reached, with the server's URL where its cluster is in the file. */
export interface KubeContext {
  name: string;
  server?: string;
}

/** The contexts of a kubeconfig, the current one first. Throws SourceError. */
export function contextsIn(file: string): KubeContext[] {
  const config = readConfig(file);
  const current = config["current-context"];
  const named = (config.contexts ?? []).flatMap(({ name, context }): KubeContext[] => {
    if (name === undefined) return [];
    const server = config.clusters?.find((one) => one.name === context?.cluster)?.cluster?.server;
    return [{ name, ...(server !== undefined && { server }) }];
  });
  return named.toSorted((a, b) => Number(b.name === current) - Number(a.name === current));
}

function readConfig(file: string): Kubeconfig {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why = wordsOf(error);
    throw new SourceError(
      "file",
      `kubeconfig ${file}: ${why}; make it with talosctl kubeconfig, or name another with --kubeconfig`,
    );
  }
  const config = parsedYaml(text, `kubeconfig ${file}`);
  if (typeof config !== "object" || config === null || Array.isArray(config))
    throw new SourceError("file", `kubeconfig ${file} is no YAML mapping`);
  const { contexts, clusters, users } = config as Record<string, unknown>;
  const wrong = Object.entries({ contexts, clusters, users }).find(([, it]) => !isListOfMappings(it))?.[0];
  if (wrong !== undefined) throw new SourceError("file", `kubeconfig ${file}: its ${wrong} are no list of mappings`);
  return config;
}

const isListOfMappings = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.every((it) => typeof it === "object" && it !== null && !Array.isArray(it)));

function credentialOf(user: User | undefined): NonNullable<KubeconfigFile["context"]>["credential"] {
  if (user?.exec) return "exec";
  if (user?.["client-certificate"] || user?.["client-certificate-data"]) return "certificate";
  if (user?.token || user?.tokenFile) return "token";
  return user?.username ? "basic" : "none";
}

function unverifiedBy(file: string, server: string, cluster: Cluster | undefined): string | undefined {
  if (cluster?.["insecure-skip-tls-verify"]) return `insecure-skip-tls-verify in ${file}`;
  if (takesAnyCertificate()) return "NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment";
  return server.startsWith("http:") ? `${server} is asked without TLS` : undefined;
}

function certificateOf(user: User | undefined, folder: string): Certificate | undefined {
  const pem = pemOf(user?.["client-certificate-data"], user?.["client-certificate"], folder);
  return pem === undefined ? undefined : readCertificate(pem);
}

function fingerprintOf(cluster: Cluster | undefined, folder: string): string | undefined {
  const pem = pemOf(cluster?.["certificate-authority-data"], cluster?.["certificate-authority"], folder);
  if (pem === undefined) return undefined;
  try {
    return createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");
  } catch {
    throw new SourceError("file", "the certificate authority of the kubeconfig is no certificate that can be read");
  }
}

function pemOf(data: string | undefined, file: string | undefined, folder: string): Buffer | undefined {
  if (data) return Buffer.from(data, "base64");
  if (!file) return undefined;
  const target = resolvePath(file, folder);
  try {
    return readFileSync(target);
  } catch {
    throw new SourceError("file", `the kubeconfig names ${target}, which cannot be read`);
  }
}

/** What checks read of a certificate in PEM. */
export function readCertificate(pem: Buffer): Certificate {
  try {
    const { subject, validFrom, validTo } = new X509Certificate(pem);
    const names = subject.split("\n");
    return {
      subject: names.join(", "),
      organizations: names.flatMap((name) => (name.startsWith("O=") ? [name.slice(2)] : [])),
      notBefore: new Date(validFrom).toISOString(),
      notAfter: new Date(validTo).toISOString(),
    };
  } catch (error) {
    throw new SourceError("file", `a certificate cannot be read: ${wordsOf(error)}`);
  }
}

/** The time in `exp` of a JWT; `undefined` for any other token. */
function tokenExpiry(token: string): string | undefined {
  const [, payload] = token.split(".");
  if (payload === undefined) return undefined;
  try {
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { exp?: number };
    return exp === undefined ? undefined : new Date(exp * 1000).toISOString();
  } catch {
    return undefined;
  }
}
