import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Agent, request, type Dispatcher } from "undici";
import { elapsed, sleep } from "../clock.ts";
import { createAuthority, type CertificateRequest } from "../pki.ts";
import { WRITES_AT_ONCE, compact, write, type Write } from "./etcd.ts";
import { freePorts, start, type Program } from "./programs.ts";

/** A kube-apiserver and its etcd, without controllers: what is written is what is served. */
export interface RealServer {
  readonly url: string;
  /** The CA's certificate, PEM. */
  readonly ca: string;
  /** Connections of whoever the certificate names. To be closed by the caller. */
  clientOf(who: Pick<CertificateRequest, "commonName" | "organizations" | "notBefore" | "notAfter">): Dispatcher;
  /** One request as an administrator. */
  ask(method: "GET" | "POST" | "PATCH", path: string, options?: AskOptions): Promise<{ status: number; body: string }>;
  /** Puts objects in place behind the server's back: times, uids and status stay as they are. */
  write(writes: readonly Write[]): Promise<void>;
  /** Makes etcd forget everything but what is. */
  compact(): Promise<void>;
  /** Ends both programs, and removes their files. */
  stop(): Promise<void>;
}

export interface AskOptions {
  accept?: string;
  body?: object;
  dispatcher?: Dispatcher;
}

/** Why no real server can be started here; `undefined` where it can. `assets`: the value of KUBEBUILDER_ASSETS. */
export function whyNotReal(assets: string | undefined): string | undefined {
  if (!assets) return "KUBEBUILDER_ASSETS is not set: it names the folder that holds etcd and kube-apiserver";
  const missing = ["etcd", "kube-apiserver"].filter((name) => !existsSync(path.join(assets, name)));
  return missing.length === 0 ? undefined : `KUBEBUILDER_ASSETS=${assets} holds no ${missing.join(" and no ")}`;
}

const PATIENCE_MS = 90_000;

/**
 * Starts both on loopback, on free ports, in a folder of their own. Behind its watch cache a server lists for some
 * milliseconds what was before a write of megabytes (seen with 1.35.4 and etcd 3.6.6): `cached` is for who asks how a
 * server of every day answers, not for who wrote a moment ago.
 */
export async function startReal(assets: string, { cached }: { cached: boolean }): Promise<RealServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "assay-real-"));
  const [etcdPort = 0, peerPort = 0, port = 0] = await freePorts(3);
  const [etcd, url] = [`http://127.0.0.1:${etcdPort}`, `https://127.0.0.1:${port}`];
  const authority = createAuthority("real-kubernetes-ca");
  const programs: Program[] = [];
  const opened: Dispatcher[] = [];
  const clientOf: RealServer["clientOf"] = (who) => {
    const { certificate, key } = authority.issue({ ...who, use: "client" });
    const dispatcher = new Agent({ connections: 4, connect: { ca: authority.ca, cert: certificate, key } });
    opened.push(dispatcher);
    return dispatcher;
  };
  const administrator = clientOf({ commonName: "administrator", organizations: ["system:masters"] });
  const ask: RealServer["ask"] = async (method, at, { accept = "application/json", body, dispatcher } = {}) => {
    const answer = await request(url + at, {
      ...{ method, dispatcher: dispatcher ?? administrator },
      headers: { accept, "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  };
  const stop = async (): Promise<void> => {
    await Promise.all(opened.map((dispatcher) => dispatcher.destroy()));
    await Promise.all(programs.map((program) => program.stop()));
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    const peer = `http://127.0.0.1:${peerPort}`;
    programs.push(start(path.join(assets, "etcd"), etcdFlags(folder, etcd, peer), folder));
    const flags = [
      ...apiServerFlags(folder, authority),
      `--etcd-servers=${etcd}`,
      `--secure-port=${port}`,
      `--watch-cache=${cached}`,
    ];
    programs.push(start(path.join(assets, "kube-apiserver"), flags, folder));
    await untilReady(programs, ask);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    ca: authority.ca,
    clientOf,
    ask,
    write: async (writes) => write(etcd, writes),
    compact: async () => compact(etcd),
    stop,
  };
}

async function untilReady(programs: readonly Program[], ask: RealServer["ask"]): Promise<void> {
  const started = elapsed();
  let last = "";
  while (elapsed() - started < PATIENCE_MS) {
    const dead = programs.find((program) => !program.runs());
    if (dead) throw new Error(`a part of the real API server ended: ${dead.said()}`);
    try {
      const { status, body } = await ask("GET", "/readyz?verbose");
      if (status === 200) return;
      last = body;
    } catch (error) {
      last = String(error);
    }
    await sleep(100);
  }
  throw new Error(`the real API server is not ready after ${PATIENCE_MS / 1000} s: ${last.slice(-500)}`);
}

const etcdFlags = (folder: string, client: string, peer: string): string[] => [
  ...["--data-dir", path.join(folder, "etcd"), "--unsafe-no-fsync", "--log-level", "error"],
  ...["--listen-client-urls", client, "--advertise-client-urls", client],
  ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `default=${peer}`],
  ...["--max-txn-ops", String(WRITES_AT_ONCE), "--max-request-bytes", String(64 * 1024 * 1024)],
];

function apiServerFlags(folder: string, authority: ReturnType<typeof createAuthority>): string[] {
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text, { mode: 0o600 });
    return path.join(folder, name);
  };
  const server = authority.issue({
    commonName: "kube-apiserver",
    use: "server",
    subjectAlternativeNames: ["127.0.0.1", "localhost"],
  });
  const tokens = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signing = file("tokens.key", tokens.privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  const verifying = file("tokens.pub", tokens.publicKey.export({ type: "spki", format: "pem" }).toString());
  return [
    ...["--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none"],
    `--tls-cert-file=${file("server.crt", server.certificate)}`,
    `--tls-private-key-file=${file("server.key", server.key)}`,
    `--client-ca-file=${file("ca.crt", authority.ca)}`,
    `--service-account-key-file=${verifying}`,
    `--service-account-signing-key-file=${signing}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.96.0.0/16",
    // a world's webhooks are called by nobody: what they stand for does not run
    "--disable-admission-plugins=ServiceAccount,MutatingAdmissionWebhook,ValidatingAdmissionWebhook",
    "--profiling=false",
    "--v=0",
  ];
}
