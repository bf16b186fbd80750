/**
 * What kept a request from being answered, as the end of a sentence about the server: `refuses connections` for
 * ECONNREFUSED. None for a code that is not known. https://nodejs.org/api/errors.html#common-system-errors,
 * https://nodejs.org/api/dns.html#error-codes, and those of undici and of OpenSSL as Node names them.
 */
export function networkWords(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  if (Object.hasOwn(WORDS, code)) return WORDS[code];
  if (isOfCertificate(code)) return "shows a certificate that this machine does not trust";
  if (code.startsWith("HPE_")) return "answers something that is no HTTP";
  return code.startsWith("ERR_SSL") || code === "EPROTO" ? "ends the TLS handshake" : undefined;
}

/** OpenSSL's reasons to refuse a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
export const isOfCertificate = (code = ""): boolean =>
  !code.startsWith("ERR_SSL") && (code.includes("CERT") || code.startsWith("UNABLE_TO_") || code === "INVALID_CA");

const WORDS: Record<string, string> = {
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "closes connections",
  EPIPE: "closes connections",
  UND_ERR_SOCKET: "closes connections",
  ENOTFOUND: "is no name that DNS knows",
  EAI_NODATA: "is no name that DNS knows",
  EAI_AGAIN: "cannot be looked up, because DNS does not answer",
  EAI_FAIL: "cannot be looked up, because DNS gives an error",
  EHOSTUNREACH: "cannot be reached, because there is no route to it",
  EADDRNOTAVAIL: "cannot be reached, because there is no route to it",
  ENETUNREACH: "cannot be reached, because there is no route to it",
  ENETDOWN: "cannot be reached, because this machine has no network",
  EACCES: "cannot be reached, because this machine's firewall forbids it",
  EPERM: "cannot be reached, because this machine's firewall forbids it",
  ETIMEDOUT: "does not answer",
  ETIMEOUT: "does not answer",
  UND_ERR_CONNECT_TIMEOUT: "does not answer",
  UND_ERR_HEADERS_TIMEOUT: "does not answer",
  UND_ERR_BODY_TIMEOUT: "does not answer",
  UND_ERR_HEADERS_OVERFLOW: "answers with more headers than are read",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "answers something that is no HTTP",
  ERR_SSL_WRONG_VERSION_NUMBER: "speaks no TLS",
};
