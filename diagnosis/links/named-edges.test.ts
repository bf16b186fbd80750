import { describe, expect, test } from "vitest";
import { everythingOf } from "../../criteria/testing/everything.ts";
import { look } from "../../criteria/testing/sources.ts";
import type { SourceResults } from "../../observations/observations.ts";
import { objectGraph } from "./object-graph.ts";

const causesOf = (object: string, results: SourceResults) => [...objectGraph(results).causesOf(object)];
const webhooks = look([
  { webhooks: [{ name: "hook.x.org", clientConfig: { service: { namespace: "apps", name: "hook" } } }] },
]);

describe("who names something waits for it", () => {
  test("a webhook for its Service, that for the workloads that its selector matches", () => {
    const labels = { app: "hook" };
    const results = {
      validatingWebhooks: webhooks,
      services: look([{ metadata: { name: "hook", namespace: "apps" }, spec: { selector: labels } }]),
      deployments: look([
        { metadata: { name: "server", namespace: "apps" }, spec: { template: { metadata: { labels } } } },
        { metadata: { name: "other", namespace: "apps" }, spec: { template: { metadata: { labels: { app: "x" } } } } },
      ]),
    };
    expect(causesOf("webhook/hook.x.org", results)).toEqual(["service/apps/hook"]);
    expect(causesOf("service/apps/hook", results)).toEqual(["deployment/apps/server"]);
  });

  test("a kind for its definition, that for the Service that converts; an aggregated kind for its APIService", () => {
    const conversion = {
      strategy: "Webhook",
      webhook: { clientConfig: { service: { namespace: "apps", name: "convert" } } },
    };
    const spec = { group: "x.org", names: { kind: "Widget", plural: "widgets" }, conversion };
    const everything = everythingOf(
      ["apiregistration.k8s.io/v1/APIService v1beta1.metrics.k8s.io"],
      [{ group: "metrics.k8s.io", version: "v1beta1", kind: "NodeMetrics" }],
    );
    Object.assign(everything.objects[0] ?? {}, { spec: { service: { namespace: "apps", name: "metrics" } } });
    const results = {
      everything: look(everything),
      customResourceDefinitions: look([{ metadata: { name: "widgets.x.org" }, spec }]),
    };
    expect(causesOf("kind/Widget.x.org", results)).toEqual(["customresourcedefinition/widgets.x.org"]);
    expect(causesOf("customresourcedefinition/widgets.x.org", results)).toEqual(["service/apps/convert"]);
    expect(causesOf("kind/NodeMetrics.metrics.k8s.io", results)).toEqual(["apiservice/v1beta1.metrics.k8s.io"]);
    expect(causesOf("apiservice/v1beta1.metrics.k8s.io", results)).toEqual(["service/apps/metrics"]);
  });

  test("a release for those of its objects that are gone; a Secret for its Certificate", () => {
    const objects = ["web", "gone"].map((name) => ({ apiVersion: "apps/v1", kind: "Deployment", name }));
    const results = {
      everything: look(everythingOf(["v1/Namespace apps", "apps/v1/Deployment apps/web"])),
      helmReleases: look([{ name: "web", namespace: "apps", manifest: { namespace: "apps", objects } }]),
      certificates: look([{ metadata: { name: "tls", namespace: "apps" }, spec: { secretName: "web-tls" } }]),
    };
    expect(causesOf("release/apps/web", results)).toEqual(["deployment/apps/gone"]);
    expect(causesOf("secret/apps/web-tls", results)).toEqual(["certificate/apps/tls"]);
  });

  test("what Flux was refused for the webhook or the Service that its message names", () => {
    const refused = (message: string, status = "False") => ({
      validatingWebhooks: webhooks,
      kustomizations: look([
        { metadata: { name: "k", namespace: "f" }, status: { conditions: [{ type: "Ready", status, message }] } },
      ]),
    });
    const of = (...args: Parameters<typeof refused>) => causesOf("kustomization/f/k", refused(...args));
    expect(of('failed calling webhook "hook.x.org": no endpoints available for service "hook"')).toEqual([
      "webhook/hook.x.org",
      "service/apps/hook",
    ]);
    expect(of("failed calling webhook hook.x.org: context deadline exceeded")).toEqual(["webhook/hook.x.org"]);
    expect(of('Post "https://convert.other.svc:443/convert?timeout=30s": service "convert" not found')).toEqual([
      "service/other/convert",
    ]);
    expect(of("conversion webhook failed: service hook not found")).toEqual(["service/apps/hook"]);
    expect(of('failed calling webhook "hook.x.org"', "True")).not.toContain("webhook/hook.x.org");
  });

  test("a pod for the Secret or ConfigMap that the kubelet misses, or misses a key of", () => {
    const pod = (message: string) => ({
      pods: look([
        {
          metadata: { name: "p", namespace: "a" },
          status: { containerStatuses: [{ state: { waiting: { message } } }] },
        },
      ]),
    });
    expect(causesOf("pod/a/p", pod('configmap "settings" not found'))).toEqual(["configmap/a/settings"]);
    expect(causesOf("pod/a/p", pod("couldn't find key password in Secret a/login"))).toEqual(["secret/a/login"]);
    expect(causesOf("pod/a/p", pod("couldn't find key x in ConfigMap a/login"))).toEqual(["configmap/a/login"]);
  });
});
