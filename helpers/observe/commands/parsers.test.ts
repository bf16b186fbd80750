import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseCiliumStatus } from "./cilium-status.ts";
import { parseConnectivity } from "./cilium-connectivity.ts";
import { forwardedIn, responsesIn } from "../api/coredns.ts";
import { table } from "./etcd.ts";
import { parseFluxCheck } from "./flux-check.ts";
import { decodeRelease } from "../api/helm.ts";
import { patient } from "./asked.ts";
import { parseHealth } from "./talos-health.ts";
import { jsonStream } from "./json-stream.ts";

describe("talosctl health", () => {
  test("each check with its last state, and who was discovered", () => {
    const stderr = [
      'discovered nodes: ["10.25.11.11" "10.25.11.12"]',
      "waiting for etcd to be healthy: ...",
      "waiting for etcd to be healthy: OK",
      "waiting for kube-proxy to report ready: ...",
      "waiting for kube-proxy to report ready: SKIP",
      "",
    ].join("\n");
    expect(parseHealth(stderr)).toEqual({
      checks: [
        { description: "etcd to be healthy", state: "OK" },
        { description: "kube-proxy to report ready", state: "SKIP" },
      ],
      error: "",
      discovered: ["10.25.11.11", "10.25.11.12"],
    });
  });

  test("a state of several lines, and the error at the end", () => {
    const stderr = [
      "waiting for etcd to be healthy: 1 error occurred:",
      '    * 10.25.11.12: service "etcd" not in expected state "Running"',
      "healthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    ].join("\n");
    expect(parseHealth(stderr)).toEqual({
      checks: [
        {
          description: "etcd to be healthy",
          state: '1 error occurred: * 10.25.11.12: service "etcd" not in expected state "Running"',
        },
      ],
      error: "healthcheck error: rpc error: code = DeadlineExceeded desc = context deadline exceeded",
    });
  });

  test("the last state that says something is kept when the time is over (talosctl 1.12.1)", () => {
    const over = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    const check = (...lines: string[]) => parseHealth(lines.join("\n"));
    const told = check(
      "waiting for etcd to be healthy: ...",
      "waiting for etcd to be healthy: 1 error occurred:",
      "\t* 10.5.0.4: service is not healthy: etcd",
      "",
      `waiting for etcd to be healthy: ${over}`,
      `healthcheck error: ${over}`,
    );
    expect(told).toEqual({
      checks: [
        { description: "etcd to be healthy", state: "1 error occurred: * 10.5.0.4: service is not healthy: etcd" },
      ],
      error: `healthcheck error: ${over}`,
    });
    const silent = check("waiting for etcd to be healthy: ...", `waiting for etcd to be healthy: ${over}`);
    expect(silent.checks).toEqual([{ description: "etcd to be healthy", state: over }]);
  });

  test("an OK before the deadline of the same check is no reason that it holds", () => {
    const over = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
    const stderr = `waiting for etcd to be healthy: OK\nwaiting for etcd to be healthy: ${over}\n`;
    expect(parseHealth(stderr).checks).toEqual([{ description: "etcd to be healthy", state: over }]);
  });

  test("killed in the first check, or silent: what was not said is not there", () => {
    expect(parseHealth("waiting for etcd to be healthy: ...\n").checks).toEqual([
      { description: "etcd to be healthy", state: "..." },
    ]);
    expect(parseHealth("")).toEqual({ checks: [], error: "" });
  });
});

describe("talosctl's JSON", () => {
  test("objects one after another, braces in strings and all", () => {
    expect(jsonStream('{\n  "a": "}{\\""\n}\n{"b": {"c": 1}}\n')).toEqual([{ a: '}{"' }, { b: { c: 1 } }]);
    expect(jsonStream(" \n")).toEqual([]);
  });
  test.each(['{"a": 1', "error: x", '{"a": 1} rest', '{"a": }'])("%s is trouble", (text) => {
    expect(() => jsonStream(text)).toThrow(/JSON/);
  });
});

describe("talosctl's tables are cut by the header's offsets", () => {
  test("an empty cell does not shift the others", () => {
    const text = "NODE          MEMBER             ALARM     ERRORS\n10.25.11.11   1a2b3c4d5e6f7011             x y\n";
    expect(table(text)).toEqual([{ NODE: "10.25.11.11", MEMBER: "1a2b3c4d5e6f7011", ALARM: "", ERRORS: "x y" }]);
  });
  test("nothing is no row; rows without their header are trouble: talosctl 1.12 prints them over several nodes", () => {
    expect(table("")).toEqual([]);
    expect(() => table("10.25.11.12   2a2b3c4d5e6f7012\n%!(EXTRA string=NOSPACE)")).toThrow("without its header");
  });
});

describe("flux check", () => {
  const healthy = [
    "► checking prerequisites",
    "✗ flux 2.7.5 <2.9.4 (new CLI version is available, please upgrade)",
    "✔ Kubernetes 1.35.4 >=1.32.0-0",
    "► checking controllers",
    "✔ helm-controller: deployment ready",
    "► ghcr.io/fluxcd/helm-controller:v1.4.5@sha256:d8d8",
    "► checking crds",
    "✔ alerts.notification.toolkit.fluxcd.io/v1beta3",
    "✔ all checks passed",
  ].join("\n");
  test("controllers with their images, CRDs, and the last line; a newer CLI is no failure", () => {
    expect(parseFluxCheck(healthy)).toEqual({
      controllers: [
        {
          name: "helm-controller",
          ready: true,
          detail: "deployment ready",
          image: "ghcr.io/fluxcd/helm-controller:v1.4.5@sha256:d8d8",
        },
      ],
      crds: ["alerts.notification.toolkit.fluxcd.io/v1beta3"],
      passedLine: true,
      failures: [],
    });
  });
  test("empty sections under a pass are empty", () => {
    const blind = "► checking controllers\n► checking crds\n✔ all checks passed\n";
    expect(parseFluxCheck(blind)).toEqual({ controllers: [], crds: [], passedLine: true, failures: [] });
  });
  test("what failed, in its own words", () => {
    const failed =
      "► checking controllers\n✗ helm-controller: deployment not ready\n✗ no crds found with the label selector\n✗ check failed\n";
    expect(parseFluxCheck(failed)).toMatchObject({
      controllers: [{ name: "helm-controller", ready: false }],
      passedLine: false,
      failures: ["helm-controller: deployment not ready", "no crds found with the label selector"],
    });
  });
});

describe("the cilium CLI", () => {
  test("counts that are 0 are left out; an agent that did not answer is null", () => {
    const printed = {
      pod_state: { cilium: { Type: "DaemonSet", Desired: 3, Ready: 2, Available: 2, Unavailable: 1 } },
      pods_count: { all: 22 },
      cilium_status: { "cilium-a": null },
      errors: { cilium: { "cilium-a": { Errors: ["unable to retrieve"], Warnings: [], Disabled: false } } },
      collection_errors: [{}],
      helm_chart_version: "1.18.5",
    };
    expect(parseCiliumStatus(JSON.stringify(printed), "t")).toEqual({
      podState: { cilium: { desired: 3, ready: 2, available: 2, unavailable: 1, disabled: false } },
      podsCount: { all: 22, byCilium: 0 },
      agents: { "cilium-a": null },
      errors: [{ component: "cilium", pod: "cilium-a", errors: ["unable to retrieve"], warnings: [], disabled: false }],
      collectionErrors: 1,
      helmChartVersion: "1.18.5",
    });
    expect(() => parseCiliumStatus('{"pod_state": {', "t")).toThrow("no whole JSON");
  });

  test("connectivity: coloured, of two namespaces, of 0 tests, failed", () => {
    const green =
      "\u001B[32m✅ [cilium-test-1] All 71 tests (622 actions) successful, 52 tests skipped, 1 scenarios skipped.\u001B[0m";
    expect(
      parseConnectivity(
        `${green}\n✅ [cilium-test-2] All 0 tests (0 actions) successful, 123 tests skipped, 0 scenarios skipped.`,
        "",
      ).summaries,
    ).toEqual([
      { namespace: "cilium-test-1", run: 71, failed: 0, actions: 622, skipped: 52 },
      { namespace: "cilium-test-2", run: 0, failed: 0, actions: 0, skipped: 123 },
    ]);
    const red =
      "[=] [cilium-test-1] Test [dns-only] [1/123]\n📋 Test Report [cilium-test-1]\n❌ 2/71 tests failed (3/622 actions), 52 tests skipped, 1 scenarios skipped:\nTest [dns-only]:\n  ❌ x\nTest [to-fqdns]:\n";
    expect(parseConnectivity(red, "[cilium-test-1] 2 tests failed\n")).toEqual({
      summaries: [{ namespace: "cilium-test-1", run: 71, failed: 2, actions: 622, skipped: 52 }],
      failedTests: ["dns-only", "to-fqdns"],
      begun: 1,
      error: "[cilium-test-1] 2 tests failed",
    });
  });
});

describe("Helm's storage", () => {
  const release = {
    info: {
      first_deployed: "2026-11-21T04:29:53.39837367Z",
      last_deployed: "2026-11-21T04:29:53.39837367Z",
      description: "Install complete",
      notes: "canary-notes",
    },
    chart: {
      metadata: { name: "cilium", version: "1.18.5", appVersion: "1.18.5" },
      values: { password: "canary-values" },
    },
    config: { password: "canary-config" },
    manifest:
      '---\n# Source: x\napiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: cilium\n  namespace: kube-system\n  labels:\n    name: other\n---\nkind: ClusterRole\nmetadata:\n  name: "cilium"\n',
  };
  const stored = (packed: Buffer): string => Buffer.from(packed.toString("base64")).toString("base64");

  test("is decoded for its metadata alone: values, config and notes never come out", () => {
    const details = decodeRelease(stored(gzipSync(JSON.stringify(release))), "x");
    expect(details).toMatchObject({
      chart: "cilium",
      chartVersion: "1.18.5",
      firstDeployed: "2026-11-21T04:29:53.39837367Z",
      manifest: ["DaemonSet/kube-system/cilium", "ClusterRole/cilium"],
    });
    expect(JSON.stringify(details)).not.toContain("canary");
  });
  test("without gzip it is plain JSON; anything else is trouble that quotes nothing", () => {
    expect(decodeRelease(stored(Buffer.from(JSON.stringify(release))), "x").chart).toBe("cilium");
    expect(() => decodeRelease(stored(Buffer.from("canary garbage")), "secret/x")).toThrow(
      "secret/x holds no release that can be decoded",
    );
    expect(() => decodeRelease(undefined, "secret/x")).toThrow("holds no release");
  });
});

test("CoreDNS' answers are summed by rcode over zones and plugins", () => {
  const metrics =
    'coredns_dns_responses_total{plugin="kubernetes",rcode="NOERROR",zone="."} 40\ncoredns_dns_responses_total{plugin="forward",rcode="NOERROR",zone="."} 2\ncoredns_dns_responses_total{rcode="SERVFAIL"} 1e+01\n';
  expect(responsesIn(metrics)).toEqual({ NOERROR: 42, SERVFAIL: 10 });
});

test("without patience `talosctl health` is given the time that asking takes, and never more than the profile says", () => {
  expect([0, 0.02, 0.5, 1, 2].map((patience) => patient(300_000, patience))).toEqual([
    20_000, 20_000, 150_000, 300_000, 300_000,
  ]);
  expect(patient(10_000, 0)).toBe(10_000);
});

describe("what CoreDNS forwarded", () => {
  const answers = (plugin: string, rcode: string, count: number) =>
    `coredns_dns_responses_total{plugin="${plugin}",rcode="${rcode}",server="dns://:53",view="",zone="."} ${count}`;

  test("by the plugin that answered, and by none where it gave up", () => {
    const metrics = [
      ...[answers("kubernetes", "NOERROR", 4210), answers("forward", "NOERROR", 3), answers("forward", "NXDOMAIN", 2)],
      ...[answers("forward", "REFUSED", 4), answers("", "SERVFAIL", 40)],
      "coredns_forward_healthcheck_broken_total 12",
    ].join("\n");
    expect(forwardedIn(metrics)).toEqual({ good: 5, bad: 44, broken: 12 });
  });

  test("by what upstreams answered, in both names of the counter; other proxies are not forward", () => {
    const upstream = (name: string, rcode: string, count: number) =>
      `coredns_proxy_request_duration_seconds_count{proxy_name="${name}",rcode="${rcode}",to="10.0.0.1:53"} ${count}`;
    const metrics = [
      ...[answers("loadbalance", "NOERROR", 99), upstream("forward", "NOERROR", 7), upstream("grpc", "NOERROR", 50)],
      'coredns_forward_responses_total{rcode="SERVFAIL",to="10.0.0.1:53"} 3',
    ].join("\n");
    expect(forwardedIn(metrics)).toEqual({ good: 7, bad: 3, broken: 0 });
  });

  test("metrics that say nothing of it", () => {
    expect(forwardedIn(answers("kubernetes", "SERVFAIL", 7))).toBeUndefined();
    expect(forwardedIn('coredns_dns_responses_total{rcode="SERVFAIL",zone="."} 7')).toBeUndefined();
  });
});
