import { expect, test } from "vitest";
import { NOT_PUBLIC } from "./public-host.ts";
import { unanswered } from "./unanswered.ts";

const said = (code: string, message = code): string =>
  unanswered(Object.assign(new Error(message), { code }), "https://x.io/crd.yaml");

test.each([
  ["ENOTFOUND", "x.io is no name that DNS knows; correct the URL, or"],
  ["EAI_AGAIN", "x.io cannot be looked up, because DNS does not answer; correct"],
  ["UND_ERR_SOCKET", "x.io closes connections; correct"],
  ["UND_ERR_CONNECT_TIMEOUT", "x.io does not answer; correct"],
  ["CERT_HAS_EXPIRED", "x.io shows a certificate that this machine does not trust; correct"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "x.io shows a certificate that this machine does not trust; correct"],
  ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", "x.io ends the TLS handshake; correct"],
  ["HPE_INVALID_CONSTANT", "x.io answers something that is no HTTP; correct"],
  ["constructor", "x.io cannot be reached; correct"],
  ["UND_ERR_OF_TOMORROW", "x.io cannot be reached; correct"],
])("%s is told in words", (code, start) => {
  expect(said(code).startsWith(start)).toBe(true);
  expect(said(code)).not.toContain(code);
});

test("a name that leads inside", () =>
  expect(said(NOT_PUBLIC, "x.io (10.0.0.1)")).toBe(
    "it leads to x.io (10.0.0.1), no address of the public internet, which is not asked: name the URL of HTTPS that has the file itself",
  ));
