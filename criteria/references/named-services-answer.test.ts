import { describe, expect, test } from "vitest";
import { judge } from "../judge.ts";
import { everythingOf } from "../testing/everything.ts";
import { look, trouble } from "../testing/sources.ts";
import { profileOf } from "../testing/profile.ts";
import row from "./named-services-answer.ts";

const profile = profileOf({ releases: [{ name: "cm", namespace: "apps", webhooks: ["listed"] }] });
const now = new Date("2026-11-21T12:00:00Z");
const service = (spec: object = {}, name = "web") => ({
  metadata: { name, namespace: "apps" },
  spec: { clusterIP: "10.96.0.9", clusterIPs: ["10.96.0.9"], ports: [{ name: "https", port: 443 }], ...spec },
});
const slice = (endpoints: object[], name = "web", port = "https") => ({
  metadata: { namespace: "apps", labels: { "kubernetes.io/service-name": name } },
  ports: [{ name: port }],
  endpoints,
});
const API = {
  metadata: { name: "kubernetes", namespace: "default" },
  spec: { clusterIP: "10.96.0.1", clusterIPs: ["10.96.0.1"], ports: [{ name: "https", port: 443 }] },
};
const API_SLICE = {
  metadata: { namespace: "default", labels: { "kubernetes.io/service-name": "kubernetes" } },
  ports: [{ name: "https" }],
  endpoints: [{ addresses: ["192.168.1.11"], conditions: { ready: true } }],
};
const READY = { addresses: ["10.0.0.1"], conditions: { ready: true } };
const webhook = (more: object = {}, name = "web", configuration = "other") => ({
  metadata: { name: configuration },
  webhooks: [
    {
      name: "hook.example.org",
      clientConfig: { caBundle: "x", service: { namespace: "apps", name } },
      rules: [{ resources: ["*"] }],
      ...more,
    },
  ],
});
const REST = ["apiregistration.k8s.io/v1/APIService v1.apps"];
const served = (apiVersion: string, kind: string, spec: object) => {
  const world = everythingOf([...REST, `${apiVersion}/${kind} ${kind === "APIService" ? "v1.x.org" : "apps/it"}`]);
  Object.assign(world.objects.at(-1) ?? {}, { spec });
  return world;
};
const judged = (parts: Record<string, unknown>) =>
  judge(
    row,
    {
      everything: look(parts["everything"] ?? everythingOf(REST)),
      services: look([...((parts["api"] ?? [API]) as object[]), ...((parts["services"] ?? [service()]) as object[])]),
      endpointSlices: look([API_SLICE, ...((parts["slices"] ?? [slice([READY])]) as object[])]),
      pods: look(parts["pods"] ?? []),
      validatingWebhooks: look(parts["webhooks"] ?? []),
      mutatingWebhooks: look([]),
      customResourceDefinitions: look(parts["crds"] ?? []),
    },
    { profile, now },
  );

describe("references/named-services-answer", () => {
  test("the Service of the API itself is named by whoever asks it", () => {
    expect(judged({ api: [] }).findings).toMatchObject([{ subject: "service/default/kubernetes", actual: "none" }]);
  });

  test("a webhook's Service answers", () => {
    expect(judged({ webhooks: [webhook()] })).toMatchObject({ verdict: "pass", examined: 3, remarks: [] });
  });

  test("its Service is missing, lacks the port, or has no endpoint", () => {
    const expected = "a Service with port 443 and a ready endpoint, to which webhook/hook.example.org leads";
    const subject = "service/apps/web";
    const actual = (parts: object) => judged({ webhooks: [webhook()], ...parts }).findings;
    expect(actual({ services: [service({}, "kubernetes")] })).toEqual([{ subject, expected, actual: "none" }]);
    expect(actual({ services: [service({ ports: [{ name: "http", port: 80 }, { port: 81 }] })] })).toEqual([
      { subject, expected, actual: "it has 80 (http), 81" },
    ]);
    expect(actual({ slices: [] })).toEqual([{ subject, expected, actual: "no endpoint" }]);
    expect(actual({ slices: [slice([{ ...READY, conditions: { ready: false } }])] })).toEqual([
      { subject, expected, actual: "no ready endpoint: 1 not ready" },
    ]);
    expect(actual({ slices: [slice([READY], "web", "other")] })).toEqual([
      { subject, expected, actual: "none of its 1 endpoints has port https" },
    ]);
  });

  test("no CA bundle; a URL needs none, and what intercepts nothing is not asked", () => {
    const bare = { clientConfig: { service: { namespace: "apps", name: "web" } } };
    expect(judged({ webhooks: [webhook(bare)] }).findings).toEqual([
      { subject: "webhook/hook.example.org", expected: "a CA bundle", actual: "none" },
    ]);
    expect(judged({ webhooks: [webhook({ clientConfig: { url: "https://x" } })] }).verdict).toBe("pass");
    expect(judged({ webhooks: [webhook({ rules: [] }, "none")] }).verdict).toBe("pass");
  });

  test("failurePolicy Ignore is a remark; what the profile lists has a check of its own", () => {
    expect(judged({ webhooks: [webhook({ failurePolicy: "Ignore" }, "none")] })).toMatchObject({
      verdict: "pass",
      remarks: [
        "service/apps/none, to which webhook/hook.example.org leads: none; it fails nothing, because its failurePolicy is Ignore",
      ],
    });
    expect(judged({ webhooks: [webhook({}, "none", "listed")] })).toMatchObject({ verdict: "pass", remarks: [] });
  });

  test("conversions: once for all kinds; a kind without objects is a remark", () => {
    const crd = (plural: string) => ({
      metadata: { name: `${plural}.x.org` },
      spec: {
        group: "x.org",
        names: { plural },
        conversion: {
          strategy: "Webhook",
          webhook: { clientConfig: { service: { namespace: "apps", name: "none" } } },
        },
      },
    });
    const crds = [crd("as"), crd("bs"), crd("cs"), crd("ds")];
    expect(judged({ crds }).findings).toMatchObject([
      {
        subject: "service/apps/none",
        expected:
          "a Service with port 443 and a ready endpoint, to which customresourcedefinition/as.x.org, customresourcedefinition/bs.x.org, customresourcedefinition/cs.x.org and 1 more leads",
      },
    ]);
    const everything = everythingOf(REST, [{ group: "x.org", resource: "as", count: 0 }]);
    expect(judged({ crds: [crd("as")], everything })).toMatchObject({
      verdict: "pass",
      remarks: [expect.stringContaining("no object of its kind exists")],
    });
    expect(judged({ crds: [{ spec: { conversion: { strategy: "None" } } }] }).verdict).toBe("pass");
  });

  test("APIServices, Ingresses and routes", () => {
    const found = (...of: Parameters<typeof served>) =>
      judged({ everything: served(...of) }).findings.map((it) => it.subject);
    expect(found("apiregistration.k8s.io/v1", "APIService", { service: { namespace: "apps", name: "no" } })).toEqual([
      "service/apps/no",
    ]);
    expect(found("apiregistration.k8s.io/v1", "APIService", {})).toEqual([]);
    const backend = (name: string, port: object) => ({ service: { name, port } });
    const paths = [{ backend: backend("web", { name: "https" }) }, { backend: backend("web", { number: 80 }) }];
    expect(
      found("networking.k8s.io/v1", "Ingress", {
        defaultBackend: backend("no", { number: 1 }),
        rules: [{ http: { paths } }, { http: null }],
      }),
    ).toEqual(["service/apps/no", "service/apps/web"]);
    const backendRefs = [
      { name: "no", port: 443 },
      { name: "elsewhere", namespace: "b", port: 443 },
      { name: "silent", port: 443, weight: 0 },
      { group: "x.org", kind: "Bucket", name: "other" },
    ];
    expect(found("gateway.networking.k8s.io/v1", "HTTPRoute", { rules: [{ backendRefs }, {}] })).toEqual([
      "service/apps/no",
      "service/b/elsewhere",
    ]);
  });

  test("a name of another place has no endpoints", () => {
    const services = [service({ type: "ExternalName" })];
    expect(judged({ webhooks: [webhook()], services, slices: [] }).verdict).toBe("pass");
  });

  test("what nobody names: ready pods without an endpoint fail, a selector that matches nothing is a remark", () => {
    const services = [service({ selector: { app: "web" } })];
    const pod = (status: string, metadata: object = {}) => ({
      metadata: { name: "p", namespace: "apps", labels: { app: "web" }, ...metadata },
      status: { conditions: [{ type: "Ready", status }] },
    });
    expect(judged({ services, slices: [], pods: [pod("True"), pod("True")] }).findings).toEqual([
      { subject: "service/apps/web", expected: "a ready endpoint: its selector matches 2 ready pods", actual: "none" },
    ]);
    expect(judged({ services, slices: [], pods: [pod("False")] })).toMatchObject({ verdict: "pass", remarks: [] });
    expect(judged({ services, slices: [], pods: [pod("True", { deletionTimestamp: "x" })] }).verdict).toBe("pass");
    expect(judged({ services, slices: [] })).toMatchObject({
      verdict: "pass",
      remarks: ["no pod is matched by the selector of service/apps/web"],
    });
  });

  test("a kind that was not listed, a source that errs, no Service at all", () => {
    const refused = { kind: "forbidden", message: "403" } as const;
    const everything = everythingOf(REST, [
      { group: "networking.k8s.io", kind: "Ingress", resource: "ingresses", trouble: refused },
    ]);
    expect(judged({ everything })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "ingresses.networking.k8s.io", reason: "403" }],
    });
    expect(judged({ everything: everythingOf([]) })).toMatchObject({
      verdict: "inconclusive",
      unseen: [{ subject: "apiservices.apiregistration.k8s.io", reason: "is not among the kinds that were listed" }],
    });
    expect(judged({ services: [], api: [] }).verdict).toBe("fail");
    expect(judge(row, { everything: trouble("timeout") }, { profile, now }).verdict).toBe("inconclusive");
  });
});
