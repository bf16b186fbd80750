import { createHash, X509Certificate } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";

/** The certificates that a server showed, as it connected: what a CA pin is held against. */
export interface ShownCertificates {
  /**
   * A chain for each server certificate that was met, in that order: SHA-256 in DER, hex, the server's own first. A
   * certificate stands in it only where it signed the one before, whether or not the connection was verified.
   */
  chains(): readonly (readonly string[])[];
  close(): void;
}

/** What undici tells of each connection: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel (undici:client:connected) */
interface Connected {
  connectParams?: { host?: string };
  socket?: Partial<TLSSocket>;
}

/** Takes note of every connection to this server, over a proxy too; a server that is asked without TLS shows none. */
export function certificatesOf(server: string): ShownCertificates {
  const chains = new Map<string, readonly string[]>();
  const connected = (message: unknown): void => {
    const { connectParams, socket } = message as Connected;
    if (connectParams?.host !== hostOf(server) || socket?.getPeerCertificate === undefined) return;
    const chain = chainOf(socket.getPeerCertificate(true));
    const [own] = chain;
    // a resumed session knows the server's own certificate only: what was seen of its chain before counts
    if (own !== undefined && chain.length > (chains.get(own)?.length ?? 0)) chains.set(own, chain);
  };
  subscribe("undici:client:connected", connected);
  return { chains: () => [...chains.values()], close: () => unsubscribe("undici:client:connected", connected) };
}

function chainOf(peer: Partial<DetailedPeerCertificate>): string[] {
  const chain: string[] = [];
  let before: X509Certificate | undefined;
  for (let at: Partial<DetailedPeerCertificate> | undefined = peer; at?.raw; at = at.issuerCertificate) {
    const certificate = new X509Certificate(at.raw);
    const print = createHash("sha256").update(certificate.raw).digest("hex");
    // a root names itself as its issuer
    if (chain.includes(print) || before?.verify(certificate.publicKey) === false) break;
    chain.push(print);
    before = certificate;
  }
  return chain;
}

function hostOf(server: string): string | undefined {
  try {
    return new URL(server).host;
  } catch {
    return undefined;
  }
}
