import { describe, expect, test } from "vitest";
import { LISTS } from "./lists.ts";
import { prune } from "./prune.ts";

const pruned = (list: keyof typeof LISTS, object: object) => prune(LISTS[list])(object);

describe("what is left of an object at the door", () => {
  test("of a container no value of an environment, no command, hook or header of a probe", () => {
    const container = {
      name: "agent",
      image: "cilium:v1.18.4",
      env: [
        { name: "PASSWORD", value: "secret" },
        { name: "KUBERNETES_SERVICE_HOST", value: "127.0.0.1" },
      ],
      args: ["--token=secret"],
      command: ["sh", "-c", "secret"],
      readinessProbe: {
        httpGet: { path: "/ready?token=secret", port: 80, httpHeaders: [{ name: "Authorization", value: "secret" }] },
      },
      livenessProbe: { exec: { command: ["secret"] } },
      lifecycle: { preStop: { exec: { command: ["secret"] } } },
    };
    const spec = { containers: [container], initContainers: [container], ephemeralContainers: [container] };
    const kept = {
      name: "agent",
      image: "cilium:v1.18.4",
      env: [{ name: "PASSWORD" }, { name: "KUBERNETES_SERVICE_HOST", value: "127.0.0.1" }],
      readinessProbe: { httpGet: { path: "/ready", port: 80 } },
    };
    const all = { containers: [kept], initContainers: [kept], ephemeralContainers: [kept] };
    expect(pruned("pods", { spec: structuredClone(spec) })).toEqual({ spec: all });
    expect(pruned("deployments", { spec: { replicas: 2, template: { spec: structuredClone(spec) } } })).toEqual({
      spec: { replicas: 2, template: { spec: all } },
    });
  });

  test("of a volume what it takes its content from, by name", () => {
    const volumes = [
      { name: "data", persistentVolumeClaim: { claimName: "data-0" } },
      { name: "driver", csi: { volumeAttributes: { token: "secret" } } },
      { name: "tls", secret: { secretName: "tls", items: [{ key: "k", path: "p" }] } },
    ];
    expect(pruned("pods", { spec: { volumes } })).toEqual({
      spec: {
        volumes: [volumes[0], { name: "driver" }, { name: "tls", secret: { secretName: "tls" } }],
      },
    });
  });

  test("no values, patches or templates of kinds that take free text", () => {
    const release = { interval: "1h", chart: { spec: { chart: "x" } }, values: { password: "secret" }, valuesFrom: [] };
    expect(pruned("helmReleaseResources", { spec: release })).toEqual({
      spec: { interval: "1h", chart: { spec: { chart: "x" } } },
    });
    const kustomization = { path: "./x", patches: [{ patch: "secret" }], postBuild: { substitute: { A: "secret" } } };
    expect(pruned("kustomizations", { spec: kustomization })).toEqual({ spec: { path: "./x" } });
    const store = { provider: { onepassword: { connectHost: "http://c", auth: {} }, fake: { data: ["secret"] } } };
    expect(pruned("clusterSecretStores", { spec: store })).toEqual({
      spec: { provider: { onepassword: { connectHost: "http://c" } } },
    });
    const external = {
      target: { name: "x", template: { data: { a: "secret" }, metadata: {}, templateFrom: [{ literal: "secret" }] } },
      secretStoreRef: { name: "op" },
      data: [{ secretKey: "password", remoteRef: { key: "secret" } }],
    };
    expect(pruned("externalSecrets", { spec: external })).toEqual({
      spec: {
        target: { name: "x", template: { data: { a: null }, templateFrom: [null] } },
        secretStoreRef: { name: "op" },
        data: [{ secretKey: "password" }],
      },
    });
  });

  test("only annotations that checks read, and who manages, not what", () => {
    const metadata = () => ({
      name: "x",
      annotations: { "meta.helm.sh/release-name": "cilium", "example.org/token": "secret" },
      managedFields: [{ manager: "helm", operation: "Apply", fieldsV1: { "f:data": { "f:secret": {} } } }],
    });
    const annotations = { "meta.helm.sh/release-name": "cilium" };
    expect(pruned("services", { metadata: metadata() })).toEqual({ metadata: { name: "x", annotations } });
    expect(pruned("deployments", { metadata: metadata() })).toEqual({
      metadata: { name: "x", annotations, managedFields: [{ manager: "helm", operation: "Apply" }] },
    });
  });

  test("of a warning what it is of, why, how often and when", () => {
    const event = {
      ...{ apiVersion: "v1", kind: "Event", metadata: { name: "a.1" } },
      ...{ involvedObject: { kind: "Pod", name: "a" }, type: "Warning", reason: "Failed", message: "m", count: 2 },
    };
    const more = { action: "x", related: { name: "y" }, reportingInstance: "w1" };
    expect(pruned("warnings", { ...event, ...more })).toEqual(event);
  });

  test("nulls and missing parts break nothing", () => {
    expect(pruned("pods", { spec: { containers: null } })).toEqual({ spec: { containers: null } });
    expect(pruned("kustomizations", {})).toEqual({});
    expect(pruned("externalSecrets", { spec: { target: null } })).toEqual({ spec: { target: null } });
  });
});
