import { describe, expect, test } from "vitest";
import { mendOf } from "./mends.ts";

describe("what to do about the words of a kubelet or a runtime", () => {
  test.each([
    [
      "couldn't find key password in Secret nessie/cluster-secrets",
      "Give Secret nessie/cluster-secrets the key password",
    ],
    ["couldn't find key a in ConfigMap x/b; Progressing=False", "Give ConfigMap x/b the key a"],
    ['MountVolume.SetUp failed for volume "x" : configmap "ca" not found', "ConfigMap ca is missing"],
    ["CrashLoopBackOff after 4 restarts, the last ended with OOMKilled", "It takes more memory"],
    ["liveness probe failed 3 times: :8080/ answers 500", "The kubelet kills and restarts it"],
    ["Startup probe failed: dial tcp", "The kubelet kills and restarts it"],
    ["readiness probe failed: :80/ answers 503", "It gets no traffic"],
    ['exec: "image-proxy": executable file not found in $PATH', "The image has no such command"],
    ["exec /app: exec format error", "The program is built for another architecture"],
  ])("%s", (said, mend) => expect(mendOf(said)).toContain(mend));

  test("words that nobody knows have no advice", () => {
    expect(mendOf("0/3 nodes are available")).toBeUndefined();
    expect(mendOf("unexpected status: 429", false)).toBeUndefined();
  });
});

describe("what to do about an image that is not pulled", () => {
  const pull = (status: string) =>
    `failed to pull and unpack image "ghcr.io/x/y:v1": failed to resolve reference "ghcr.io/x/y:v1": ${status}`;
  test.each([
    ["unexpected status from HEAD request to https://registry-1.docker.io: 429 Too Many Requests", "limits how often"],
    ["toomanyrequests: You have reached your pull rate limit", "limits how often"],
    ["failed to authorize: failed to fetch anonymous token: 401 Unauthorized", "asks who is there"],
    ["unexpected status from GET request: 403 Forbidden", "refuses this account"],
    ["pull access denied, repository does not exist or may require authorization", "refuses this account"],
    ["dial tcp: lookup ghcr.io on 10.0.0.1:53: no such host", "cannot resolve"],
    ["ghcr.io/x/y:v1: not found", "no such image"],
    ["manifest unknown", "no such image"],
    ["tls: failed to verify certificate: x509: certificate signed by unknown authority", "does not trust"],
    ["no match for platform in manifest: not found", "architecture"],
    ["dial tcp 140.82.121.33:443: i/o timeout", "does not reach"],
  ])("%s", (status, mend) => expect(mendOf(pull(status), true)).toContain(mend));
});
