import { createHash, X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Certificate, KubeconfigFile } from "../../../observations/files.ts";
import { kubeconfigVariable, takesAnyCertificate } from "../../environment.ts";
import type { RunOptions } from "../../call/options.ts";
import { resolvePath } from "../../call/paths.ts";
import { SourceError } from "../../trouble.ts";
import type { Source } from "../source.ts";
import { entriesOf, plainFile, readKubeconfig, type Cluster, type User } from "../../kube/kubeconfig-file.ts";
import { wordsOf } from "../../../observations/words.ts";

/** The kubeconfig of this run, without its keys. */
export const kubeconfig = (async ({ options, profile }) => {
  const { file, context: named } = reachBy(options, profile);
  const { config } = readKubeconfig(file);
  const contexts = (config.contexts ?? []).flatMap(({ name }) => name ?? []);
  const currentContext = config["current-context"] || undefined;
  const wanted = named ?? currentContext;
  const context = config.contexts?.find(({ name }) => name === wanted)?.context;
  const seen: KubeconfigFile = { path: file, contexts, ...(currentContext !== undefined && { currentContext }) };
  if (wanted === undefined || !context) return seen;

  const { cluster, user } = entriesOf(config, wanted, file);
  if (!cluster)
    throw new SourceError(
      "file",
      `kubeconfig ${file}: context "${wanted}" names no cluster of this file; kubectl config view --flatten --raw merges several`,
    );
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
 * The kubeconfig and its context: --kubeconfig, else the profile's, else that of $KUBECONFIG which has the context, else
 * ~/.kube/config. Of several files the first that has a context of a name counts, and the first that says which is the
 * current one (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files).
 * They are not merged into one, because that would write keys to a further file: a context is taken with the cluster and
 * the user of its own file.
 */
export function reachBy(options: Pick<RunOptions, "kubeconfig" | "context">, { kubernetes }: Named): KubeReach {
  const context = options.context ?? kubernetes.context;
  const given = options.kubeconfig ?? kubernetes.kubeconfig;
  const only = (file: string): KubeReach => ({ file, ...(context !== undefined && { context }) });
  if (given !== undefined) return only(resolvePath(given));
  const [first = resolvePath("~/.kube/config"), ...more] = filesOfVariable();
  if (more.length === 0) return only(first);
  const known = [first, ...more].map((file) => ({ file, ...contextsHere(file) }));
  const wanted = context ?? known.find(({ current }) => current)?.current;
  if (wanted === undefined) return only(first);
  const file = known.find(({ contexts }) => contexts.some(({ name }) => name === wanted))?.file ?? first;
  return { file, context: wanted };
}

interface Named {
  kubernetes: { kubeconfig?: string | undefined; context?: string | undefined };
}

/** By what the API is asked; without a context by the file's current one. */
export interface KubeReach {
  file: string;
  context?: string;
}

/** The files of $KUBECONFIG that are there; the first where none is. */
function filesOfVariable(): string[] {
  const listed = (kubeconfigVariable() ?? "").split(path.delimiter).filter(Boolean);
  const files = listed.map((file) => resolvePath(file));
  const there = files.filter((file) => existsSync(file));
  return there.length > 0 ? there : files.slice(0, 1);
}

/** Nothing of a file that cannot be read: where no other has the context, whoever reads it says why. */
function contextsHere(file: string): { current?: string; contexts: KubeContext[] } {
  try {
    return contextsOf(file);
  } catch (error) {
    if (error instanceof SourceError) return { contexts: [] };
    throw error;
  }
}

/** A context by which a cluster can be reached, with the server's URL where its cluster is in the file. */
export interface KubeContext {
  name: string;
  /** The kubeconfig that has it. */
  file: string;
  server?: string;
}

/** The contexts of a kubeconfig, or of all of $KUBECONFIG; the current one first. Throws SourceError. */
export function contextsIn(given: string | undefined): KubeContext[] {
  const files = given === undefined ? filesOfVariable() : [resolvePath(given)];
  const all = (files.length > 0 ? files : [resolvePath("~/.kube/config")]).map(contextsOf);
  const current = all.find((one) => one.current)?.current;
  const seen = new Set<string>();
  const named = all.flatMap(({ contexts }) => contexts).filter(({ name }) => !seen.has(name) && seen.add(name));
  return named.toSorted((a, b) => Number(b.name === current) - Number(a.name === current));
}

function contextsOf(file: string): { current?: string; contexts: KubeContext[] } {
  const { config } = readKubeconfig(file);
  const current = config["current-context"];
  const contexts = (config.contexts ?? []).flatMap(({ name, context }): KubeContext[] => {
    if (name === undefined) return [];
    const server = config.clusters?.find((one) => one.name === context?.cluster)?.cluster?.server;
    return [{ name, file, ...(server !== undefined && { server }) }];
  });
  return { contexts, ...(current && { current }) };
}

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
  return plainFile(file, folder);
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
    // OpenSSL's words say where in itself it failed
    const why = wordsOf(error).startsWith("error:") ? "it is no certificate in PEM" : wordsOf(error);
    throw new SourceError("file", `a certificate cannot be read: ${why}`);
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
