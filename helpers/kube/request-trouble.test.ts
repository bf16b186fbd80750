import { describe, expect, test } from "vitest";
import { networkTrouble, Transient } from "./request-trouble.ts";

const troubleWith = (code: string): Error =>
  networkTrouble(Object.assign(new Error(`connect ${code} 10.0.0.1:6443`), { code }), "https://x:6443", "/api", 10_000);

describe("a request that got no answer", () => {
  test.each([
    ["ECONNREFUSED", "https://x:6443 refuses connections (connect ECONNREFUSED 10.0.0.1:6443)", true],
    ["ECONNRESET", "https://x:6443 closes connections (connect ECONNRESET 10.0.0.1:6443)", true],
    ["ENOTFOUND", "https://x:6443 is no name that DNS knows (connect ENOTFOUND 10.0.0.1:6443)", true],
    ["EHOSTUNREACH", "cannot be reached, because there is no route to it (connect EHOSTUNREACH 10.0.0.1:6443)", true],
    ["EPROTONOSUPPORT", "https://x:6443 cannot be reached (connect EPROTONOSUPPORT 10.0.0.1:6443)", true],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "https://x:6443 speaks no TLS", false],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "the certificate that https://x:6443 shows is not one that its CA vouches for",
      false,
    ],
  ])("%s is told in words", (code, message, passes) => {
    const trouble = troubleWith(code);
    expect(trouble.message).toContain(message);
    expect(trouble instanceof Transient).toBe(passes);
  });

  test("silence names the server", () => {
    const error = Object.assign(new Error("x"), { name: "TimeoutError" });
    expect(networkTrouble(error, "https://x:6443", "/api", 10_000).message).toBe(
      "https://x:6443 does not answer: GET /api was not answered within 10 s",
    );
  });
});
