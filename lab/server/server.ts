import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { elapsed, every, now } from "../clock.ts";
import { createAuthority } from "../pki.ts";
import type { Authority, KeyPair } from "../pki.ts";
import type { World, WorldAt } from "../world.ts";
import { createApi } from "./api.ts";
import type { Api } from "./api.ts";
import { deliver } from "./delivery.ts";
import { kubeconfigFor, talosconfigFor } from "./client-files.ts";
import { failure } from "./wire/status.ts";
import type { Answer } from "./wire/status.ts";
import { createTroubles } from "./troubles.ts";

export interface ServeOptions {
  /** Default 0: any free one. */
  port?: number;
  /** Names of the server besides 127.0.0.1 and localhost. */
  subjectAlternativeNames?: string[];
  /** How often a world that moves is asked what it is now. Default 100. */
  pollMs?: number;
  /** The moment of a world that moves, and of the server's own clock. Default: the clock's. */
  at?: () => Date;
}

/** A world, served as a Kubernetes API: HTTPS on 127.0.0.1, clients known by their certificates, read-only. */
export interface ApiServer {
  readonly url: string;
  readonly port: number;
  /** The CA's certificate, PEM. */
  readonly ca: string;
  /** Issues further certificates under the same CA. */
  readonly authority: Authority;
  /** The same without the network. */
  readonly api: Api;
  /** Every request since the start, in order. `status` once it was answered. */
  readonly requests: RequestRecord[];
  /** As the world's files say it: contexts, and until when the client's certificate is valid. */
  kubeconfig(): string;
  /** As the world's files say it; its certificate is of the same CA. */
  talosconfig(): string;
  /** The certificate and key of that kubeconfig. */
  clientCertificate(): KeyPair;
  setWorld(world: World): void;
  close(): Promise<void>;
}

export interface RequestRecord {
  method: string;
  /** With its query. */
  path: string;
  status?: number;
}

export async function serve(given: World | WorldAt, options: ServeOptions = {}): Promise<ApiServer> {
  const moment = options.at ?? now;
  const world = typeof given === "function" ? given(moment()) : given;
  const authority = createAuthority("lab-kubernetes-ca");
  const own = authority.issue({
    commonName: "kube-apiserver",
    use: "server",
    subjectAlternativeNames: ["127.0.0.1", "localhost", ...(options.subjectAlternativeNames ?? [])],
  });
  const start = elapsed();
  const troubles = createTroubles(() => elapsed() - start);
  const requests: RequestRecord[] = [];
  let address = "";
  const api = createApi(world, { address: () => address });
  const connections = new Map<number, Socket>();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url = "/" } = request;
    const record: RequestRecord = { method, path: url };
    requests.push(record);
    if (options.at) response.setHeader("date", options.at().toUTCString());
    const body = await bodyOf(request);
    const trouble = troubles.find(api.world.kubernetes.troubles, { method, url });
    const connection = connections.get(request.socket.remotePort ?? 0);
    await deliver({ request, response, connection }, trouble, () => answerOf(api, request, body));
    if (response.headersSent) record.status = response.statusCode;
  };

  const server = createServer(
    { key: own.key, cert: own.certificate, ca: authority.ca, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      handle(request, response).catch((error: unknown) => {
        const { status, headers, body } = failure(500, "InternalError", `Internal error occurred: ${String(error)}`);
        if (response.headersSent) response.destroy();
        else response.writeHead(status, headers).end(body);
      });
    },
  );
  server.keepAliveTimeout = 120_000; // longer than clients keep connections, so that none is closed under a request
  server.on("connection", (socket: Socket) => {
    const { remotePort = 0 } = socket;
    connections.set(remotePort, socket);
    socket.on("close", () => connections.delete(remotePort));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  address = `127.0.0.1:${port}`;
  const url = `https://${address}`;
  const stopPolling =
    typeof given === "function" ? every(options.pollMs ?? 100, () => api.setWorld(given(moment()))) : () => undefined;
  const clientCertificate = memoised(() => clientRequestOf(api.world), authority);

  return {
    url,
    port,
    ca: authority.ca,
    authority,
    api,
    requests,
    clientCertificate,
    kubeconfig: () => kubeconfigFor(api.world, url, authority.ca, clientCertificate()),
    talosconfig: () => talosconfigFor(api.world, authority),
    setWorld: (next) => {
      api.setWorld(next);
    },
    close: async () => {
      stopPolling();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      for (const socket of connections.values()) socket.destroy();
      await closed;
    },
  };
}

function answerOf(api: Api, request: IncomingMessage, body: Buffer): Answer {
  const { accept, "impersonate-user": impersonates } = request.headers;
  return api.answer({
    method: request.method ?? "GET",
    url: request.url ?? "/",
    body,
    // Expired and foreign certificates too: the handshake passes, and the answer is 401, as with the real server.
    authenticated: (request.socket as TLSSocket).authorized,
    ...(accept === undefined ? {} : { accept }),
    ...(typeof impersonates === "string" ? { impersonates } : {}),
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

type ClientRequest = Parameters<Authority["issue"]>[0];

/** The user's name and groups; every authenticated user is in the last group without a certificate saying so. */
export function clientRequestOf({ kubernetes: { user }, files }: World): ClientRequest {
  const { notBefore, notAfter } = files.kubeconfig.clientCertificate;
  const organizations = user.groups.filter((group) => group !== "system:authenticated");
  return { commonName: user.username, organizations, use: "client", notBefore, notAfter };
}

/** One certificate as long as the world asks for the same. */
function memoised(wanted: () => ClientRequest, authority: Authority): () => KeyPair {
  let issued: { wanted: string; pair: KeyPair } | undefined;
  return () => {
    const request = wanted();
    const key = JSON.stringify(request);
    if (issued?.wanted !== key) issued = { wanted: key, pair: authority.issue(request) };
    return issued.pair;
  };
}
