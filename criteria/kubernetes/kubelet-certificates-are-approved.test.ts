import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { profileOf } from "../testing/profile.ts";
import { look, trouble } from "../testing/sources.ts";
import row from "./kubelet-certificates-are-approved.ts";

const now = new Date("2026-11-21T12:00:00Z");
const context = { profile: profileOf(), now };
const SERVING = "kubernetes.io/kubelet-serving";
const CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
const OLD = "2026-11-21T11:30:00Z";
const request = (name: string, parts: { signer?: string; by?: string; at?: string; status?: object } = {}) => ({
  metadata: { name, creationTimestamp: parts.at ?? OLD },
  spec: { signerName: parts.signer ?? SERVING, username: parts.by ?? "system:node:cp1" },
  status: parts.status ?? {},
});
const issued = { certificate: "LS0t", conditions: [{ type: "Approved", status: "True" }] };
const denied = { conditions: [{ type: "Denied", status: "True", reason: "SANMismatch", message: "no such address" }] };
const judged = (...requests: object[]) =>
  judge(row, { certificateSigningRequests: look(requests), nodes: look([{ metadata: { name: "cp1" } }]) }, context);
const actuals = (...requests: object[]) => judged(...requests).findings.map(({ actual }) => actual);

describe("kubernetes/kubelet-certificates-are-approved", () => {
  test("none is open: requests that were answered are removed", () => {
    expect(judged()).toMatchObject({ verdict: "pass", examined: 1 });
    expect(
      judged(request("csr-a", { status: issued }), request("csr-b", { signer: CLIENT, status: issued })).verdict,
    ).toBe("pass");
  });

  test("pending, with who asked, how long, and what does not work", () => {
    expect(judged(request("csr-b", { at: "2026-11-21T11:45:00Z" }), request("csr-a")).findings).toEqual([
      {
        subject: "certificatesigningrequest/csr-a",
        expected: "approved and signed",
        actual:
          "kubernetes.io/kubelet-serving of the kubelet of node cp1 is pending for 30m0s, with 1 more of it: nobody approves it; until then it serves no certificate that metrics-server, logs and exec accept",
        since: OLD,
      },
    ]);
  });

  test("denied, failed, approved and not signed", () => {
    expect(actuals(request("csr-a", { status: denied }))[0]).toContain(
      "is Denied=True (SANMismatch: no such address) for",
    );
    expect(actuals(request("csr-a", { status: { conditions: [{ type: "Failed", status: "True" }] } }))[0]).toContain(
      "is Failed=True for",
    );
    const approved = { conditions: [{ type: "Approved", status: "True" }] };
    expect(actuals(request("csr-a", { status: approved }))[0]).toContain("is approved, and not signed for");
  });

  test("client certificates, those of a bootstrap token each by itself", () => {
    expect(actuals(request("csr-a", { signer: CLIENT }))[0]).toContain("the kubelet cannot speak to the API");
    const by = "system:bootstrap:abcdef";
    const two = actuals(request("csr-a", { signer: CLIENT, by }), request("csr-b", { signer: CLIENT, by }));
    expect(two).toHaveLength(2);
    expect(two[0]).toContain("of system:bootstrap:abcdef is pending");
  });

  test("what was refused and then issued is over; what is asked anew is not", () => {
    const later = "2026-11-21T11:50:00Z";
    expect(judged(request("csr-a", { status: denied }), request("csr-b", { at: later, status: issued })).verdict).toBe(
      "pass",
    );
    expect(judged(request("csr-a", { status: issued }), request("csr-b", { at: later })).findings).toMatchObject([
      { subject: "certificatesigningrequest/csr-b", since: later },
    ]);
  });

  test("made this minute it is a remark; other signers are nobody's business", () => {
    expect(judged(request("csr-a", { at: "2026-11-21T11:59:30Z" }))).toMatchObject({
      verdict: "pass",
      remarks: ["certificatesigningrequest/csr-a (kubernetes.io/kubelet-serving) was made this minute"],
    });
    expect(judged(request("csr-a", { at: "2026-11-21T11:59:30Z", status: denied })).verdict).toBe("fail");
    expect(judged(request("csr-a", { signer: "example.com/vault" })).verdict).toBe("pass");
  });

  test("no time, no signer, no node, erring", () => {
    const { spec } = request("csr-a");
    expect(judged({ metadata: { name: "csr-a" }, spec }).findings).toMatchObject([
      { actual: expect.stringContaining("is pending: nobody approves it") as string },
    ]);
    expect(judged({ metadata: { name: "csr-a" } })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "certificatesigningrequest/csr-a", reason: "names no signer" }],
    });
    const results = { certificateSigningRequests: look([]), nodes: look([]) };
    expect(judge(row, results, context).reason).toBe("nothing to examine");
    const forbidden = { ...results, certificateSigningRequests: trouble("forbidden") };
    expect(judge(row, forbidden, context).verdict).toBe("inconclusive");
  });
});
