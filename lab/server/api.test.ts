import { describe, expect, it } from "vitest";
import { elapsed } from "../clock.ts";
import type { KubernetesWorld } from "../world.ts";
import { createApi } from "./api.ts";
import type { Api, ApiRequest } from "./api.ts";
import { object, pod, smallWorld, widget, widgetDefinition } from "./testing/world.ts";

interface Listed {
  kind: string;
  metadata: { continue?: string; remainingItemCount?: number; resourceVersion: string };
  items: { apiVersion?: string; kind?: string; metadata: { name: string; resourceVersion: string } }[];
}

const apiOf = (kubernetes: Partial<KubernetesWorld>): Api => createApi(smallWorld(kubernetes));

function ask(api: Api, url: string, more: Partial<ApiRequest> = {}): { status: number; body: string } {
  const answer = api.answer({ method: "GET", url, ...more });
  if ("watch" in answer) throw new Error(`${url} began a watch`);
  return answer;
}

const list = (api: Api, url: string): Listed => JSON.parse(ask(api, url).body) as Listed;
const names = ({ items }: Listed): string[] => items.map(({ metadata }) => metadata.name);
const messageOf = ({ body }: { body: string }): string => (JSON.parse(body) as { message: string }).message;

/** What a watch sent so far. */
function watch(api: Api, url: string, accept?: string) {
  const lines: {
    type: string;
    object: { kind: string; metadata: Record<string, unknown> } & Record<string, unknown>;
  }[] = [];
  const state = { ended: false };
  const answer = api.answer({ method: "GET", url, ...(accept ? { accept } : {}) });
  if (!("watch" in answer)) throw new Error(`${url}: ${answer.status} ${answer.body}`);
  const stop = answer.watch(
    (line) => lines.push(JSON.parse(line) as (typeof lines)[number]),
    () => {
      state.ended = true;
    },
  );
  return { lines, state, stop, told: () => lines.map((it) => `${it.type} ${String(it.object.metadata["name"])}`) };
}

describe("lists", () => {
  const api = apiOf({
    objects: [
      pod("b", "x", { node: "node-2" }),
      pod("a", "y"),
      pod("a-b", "z"),
      pod("a", "x", { labels: { app: "q" } }),
    ],
  });

  it("are in the order of etcd's keys, in all namespaces or in one", () => {
    expect(list(api, "/api/v1/pods").items.map((it) => (it.metadata as { namespace?: string }).namespace)).toEqual([
      "a-b",
      "a",
      "a",
      "b",
    ]);
    expect(names(list(api, "/api/v1/namespaces/a/pods"))).toEqual(["x", "y"]);
    expect(names(list(api, "/api/v1/namespaces/none/pods"))).toEqual([]);
  });

  it("select by labels and by fields", () => {
    expect(names(list(api, "/api/v1/pods?labelSelector=app%3Dq"))).toEqual(["x"]);
    expect(names(list(api, "/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-2"))).toEqual(["x"]);
    expect(names(list(api, "/api/v1/pods?fieldSelector=metadata.name%3Dx,metadata.namespace!%3Da"))).toEqual(["x"]);
    expect(names(list(api, "/api/v1/pods?fieldSelector=status.phase%3DPending"))).toEqual([]);
  });

  it("come in pages, and a selector hides how many remain", () => {
    const first = list(api, "/api/v1/pods?limit=3");
    expect(first.metadata.remainingItemCount).toBe(1);
    const second = list(api, `/api/v1/pods?limit=3&continue=${first.metadata.continue}`);
    expect([...names(first), ...names(second)]).toEqual(["z", "x", "y", "x"]);
    expect(second.metadata.continue).toBeUndefined();
    expect(list(api, "/api/v1/pods?limit=1&labelSelector=app").metadata).not.toHaveProperty("remainingItemCount");
    expect(names(list(api, "/api/v1/pods?limit=1&resourceVersion=0"))).toHaveLength(4);
  });

  it("go on with the state of their first page", () => {
    const moving = apiOf({ objects: [pod("a", "1"), pod("a", "2"), pod("a", "3")] });
    const first = list(moving, "/api/v1/pods?limit=1");
    moving.setWorld(smallWorld({ objects: [pod("a", "1"), pod("a", "2", { labels: { changed: "yes" } })] }));
    const rest = list(moving, `/api/v1/pods?continue=${first.metadata.continue}`);
    expect(names(rest)).toEqual(["2", "3"]);
    expect(rest.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(names(list(moving, "/api/v1/pods"))).toEqual(["1", "2"]);
  });

  it("a token of another server's life has expired", () => {
    const start = "a/x\u0000";
    const token = Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: 1, start })).toString("base64url");
    const answer = ask(api, `/api/v1/pods?continue=${token}`);
    expect(answer.status).toBe(410);
    // another is offered, with which the list goes on as it is now
    const later = (JSON.parse(answer.body) as Listed).metadata.continue;
    expect(ask(api, `/api/v1/pods?continue=${later}`).status).toBe(200);
    expect(answer.body).toContain('"reason":"Expired"');
  });

  it("give metadata only, and say what they cannot give", () => {
    const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    const { body } = ask(api, "/api/v1/pods", { accept });
    const { kind, items } = JSON.parse(body) as Listed;
    expect([kind, ...items.map((it) => it.kind)]).toEqual([
      "PartialObjectMetadataList",
      ...Array<string>(4).fill("PartialObjectMetadata"),
    ]);
    expect(body).not.toContain("containers");
    expect(ask(api, "/api/v1/pods", { accept: "application/vnd.kubernetes.protobuf" }).status).toBe(406);
    expect(ask(api, "/api/v1/pods", { accept: "application/vnd.kubernetes.protobuf,application/json" }).status).toBe(
      200,
    );
  });
});

describe("custom resources", () => {
  it("are served in every served version once their definition is established", () => {
    const api = apiOf({ objects: [widgetDefinition(), widget("a", "one", "5"), widget("a", "two", "6")] });
    expect(list(api, "/apis/example.com/v1beta1/widgets").items[0]).toMatchObject({
      apiVersion: "example.com/v1beta1",
      kind: "Widget",
    });
    expect(ask(api, "/apis/example.com/v1alpha1/widgets").status).toBe(404);
    expect(names(list(api, "/apis/example.com/v1/widgets?fieldSelector=spec.size%3D6"))).toEqual(["two"]);
    expect(ask(api, "/apis/example.com/v1beta1/widgets?fieldSelector=spec.size%3D6").status).toBe(400);
  });

  it("are not served before, nor without a definition", () => {
    for (const objects of [[widgetDefinition("False"), widget("a", "one", "5")], [widget("a", "one", "5")]]) {
      const api = apiOf({ objects });
      expect(ask(api, "/apis/example.com/v1/widgets")).toMatchObject({ status: 404, body: "404 page not found\n" });
      expect(ask(api, "/apis").body).not.toContain("example.com");
    }
  });

  it("become served when a world says so, and watches end when they cease to be", () => {
    const api = apiOf({ objects: [widgetDefinition("False"), widget("a", "one", "5")] });
    api.setWorld(smallWorld({ objects: [widgetDefinition(), widget("a", "one", "5")] }));
    const { state, told } = watch(api, "/apis/example.com/v1/widgets?watch=1");
    expect(told()).toEqual(["ADDED one"]);
    api.setWorld(smallWorld({ objects: [widget("a", "one", "5")] }));
    expect(state.ended).toBe(true);
  });
});

describe("watches", () => {
  const one = pod("a", "one");
  const changed = pod("a", "one", { labels: { app: "one", new: "yes" } });

  it("tell what was added, changed and deleted under increasing versions", () => {
    const api = apiOf({ objects: [one, object("v1", "ConfigMap", { namespace: "a", name: "other" })] });
    const { metadata } = list(api, "/api/v1/pods");
    const seen = watch(api, `/api/v1/namespaces/a/pods?watch=true&resourceVersion=${metadata.resourceVersion}`);
    api.setWorld(smallWorld({ objects: [changed, pod("a", "two"), pod("b", "three")] }));
    api.setWorld(smallWorld({ objects: [changed] }));
    expect(seen.told()).toEqual(["MODIFIED one", "ADDED two", "DELETED two"]);
    const versions = seen.lines.map((it) => Number(it.object.metadata["resourceVersion"]));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions[0]).toBeGreaterThan(Number(metadata.resourceVersion));
    seen.stop();
    api.setWorld(smallWorld({ objects: [] }));
    expect(seen.lines).toHaveLength(3);
  });

  it("begin where a list ended, although time has passed", () => {
    const api = apiOf({ objects: [one] });
    const { metadata } = list(api, "/api/v1/pods");
    api.setWorld(smallWorld({ objects: [changed] }));
    expect(watch(api, `/api/v1/pods?watch=1&resourceVersion=${metadata.resourceVersion}`).told()).toEqual([
      "MODIFIED one",
    ]);
  });

  it("what is equal is no change", () => {
    const api = apiOf({ objects: [one] });
    expect(api.setWorld(smallWorld({ objects: [pod("a", "one")] }))).toEqual([]);
  });

  it("what leaves the selection was deleted, what enters it was added", () => {
    const api = apiOf({ objects: [one] });
    const seen = watch(api, "/api/v1/pods?watch=1&labelSelector=new");
    api.setWorld(smallWorld({ objects: [changed] }));
    api.setWorld(smallWorld({ objects: [pod("a", "one", { labels: { other: "x" } })] }));
    expect(seen.told()).toEqual(["ADDED one", "DELETED one"]);
    expect(seen.lines[1]?.object.metadata["labels"]).toEqual({ app: "one", new: "yes" });
  });

  it("send the initial state and a bookmark that ends it", () => {
    const api = apiOf({ objects: [one] });
    const url =
      "/api/v1/pods?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
    const { lines, stop } = watch(api, url);
    stop();
    expect(lines.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK"]);
    expect(lines[1]?.object).toMatchObject({
      kind: "Pod",
      metadata: { annotations: { "k8s.io/initial-events-end": "true" } },
    });
  });

  it("print tables, whose columns come once", () => {
    const api = apiOf({ objects: [one] });
    const { lines } = watch(api, "/api/v1/pods?watch=1", "application/json;as=Table;v=v1;g=meta.k8s.io");
    api.setWorld(smallWorld({ objects: [changed] }));
    expect(lines.map(({ object }) => (object["columnDefinitions"] as unknown[] | null)?.length)).toEqual([
      9,
      undefined,
    ]);
  });

  it("cannot begin before what is remembered", () => {
    const { lines, state } = watch(apiOf({ objects: [one] }), "/api/v1/pods?watch=1&resourceVersion=1");
    expect(state.ended).toBe(true);
    expect(lines).toMatchObject([{ type: "ERROR", object: { code: 410, reason: "Expired" } }]);
  });
});

describe("access", () => {
  it("without rules only discovery, health and reviews are answered", () => {
    const api = apiOf({ rules: [], objects: [pod("a", "one")] });
    for (const path of ["/version", "/api", "/apis", "/apis/apps/v1", "/readyz?verbose"]) {
      expect(ask(api, path).status).toBe(200);
    }
    for (const path of ["/api/v1/pods", "/api/v1/namespaces/a/pods/one", "/api/v1/pods?watch=1", "/", "/metrics"]) {
      expect(ask(api, path).status).toBe(403);
    }
    expect(messageOf(ask(api, "/api/v1/pods?fieldSelector=metadata.name=one"))).toBe(
      'pods "one" is forbidden: User "jane" cannot list resource "pods" in API group "" at the cluster scope',
    );
  });

  it("a subresource needs a rule of its own", () => {
    const rules = [{ verbs: ["get"], groups: [""], resources: ["pods"] }];
    const log = { "a/one/c": "line\n" };
    expect(
      ask(apiOf({ rules, logs: log, objects: [pod("a", "one")] }), "/api/v1/namespaces/a/pods/one/log").status,
    ).toBe(403);
    const more = [...rules, { verbs: ["get"], groups: [""], resources: ["pods/log"] }];
    expect(
      ask(apiOf({ rules: more, logs: log, objects: [pod("a", "one")] }), "/api/v1/namespaces/a/pods/one/log").body,
    ).toBe("line\n");
  });

  it("who is nobody gets 401, and nobody becomes somebody else", () => {
    expect(ask(apiOf({}), "/version", { authenticated: false }).status).toBe(401);
    expect(ask(apiOf({}), "/api/v1/pods", { impersonates: "root" }).status).toBe(403);
  });

  it("nothing can be written, even by who may", () => {
    const rules = [{ verbs: ["*"], groups: ["*"], resources: ["*"] }];
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const url = method === "POST" ? "/api/v1/namespaces/a/pods" : "/api/v1/namespaces/a/pods/one";
      const mighty = ask(apiOf({ rules, objects: [pod("a", "one")] }), url, { method });
      expect(mighty.status).toBe(405);
      expect(messageOf(mighty)).toContain("read-only");
      expect(ask(apiOf({ objects: [pod("a", "one")] }), url, { method }).status).toBe(403);
    }
  });
});

describe("reviews", () => {
  const review = (api: Api, resource: string, body: Buffer) => {
    const answer = ask(api, `/apis/${resource}`, { method: "POST", body });
    expect(answer.status).toBe(201);
    return JSON.parse(answer.body) as { status: Record<string, unknown> };
  };
  const ACCESS = "authorization.k8s.io/v1/selfsubjectaccessreviews";
  const json = (spec: object) => Buffer.from(JSON.stringify({ spec }));

  it("answer from the rules", () => {
    const api = apiOf({});
    const may = (verb: string) => review(api, ACCESS, json({ resourceAttributes: { verb, resource: "pods" } })).status;
    expect(may("list")).toEqual({ allowed: true });
    expect(may("delete")).toEqual({ allowed: false });
    expect(may("*")).toEqual({ allowed: false });
  });

  it("read kubectl's protobuf", () => {
    const field = (number: number, value: Buffer | string) => {
      const bytes = Buffer.from(value as string);
      return Buffer.concat([Buffer.of(number * 8 + 2, bytes.length), bytes]);
    };
    const envelope = (kind: string, message: Buffer) =>
      Buffer.concat([
        Buffer.from("k8s\0"),
        field(1, Buffer.concat([field(1, "authorization.k8s.io/v1"), field(2, kind)])),
        field(2, message),
        field(3, ""),
        field(4, ""),
      ]);
    const attributes = Buffer.concat([
      field(1, "default"),
      field(2, "delete"),
      field(3, "apps"),
      field(5, "deployments"),
    ]);
    const message = Buffer.concat([field(1, ""), field(2, field(1, attributes))]);
    const rules = [{ verbs: ["delete"], groups: ["apps"], resources: ["deployments"] }];
    const body = envelope("SelfSubjectAccessReview", message);
    expect(review(apiOf({ rules }), ACCESS, body)).toMatchObject({
      spec: { resourceAttributes: { namespace: "default", verb: "delete", group: "apps", resource: "deployments" } },
      status: { allowed: true },
    });
    expect(review(apiOf({}), ACCESS, body).status).toEqual({ allowed: false });
    const cut = ask(apiOf({}), `/apis/${ACCESS}`, { method: "POST", body: body.subarray(0, -9) });
    expect(cut.status).toBe(400);
  });

  it("say who asks", () => {
    const { status } = review(apiOf({}), "authentication.k8s.io/v1/selfsubjectreviews", json({}));
    expect(status).toEqual({ userInfo: { username: "jane", groups: ["operators", "system:authenticated"] } });
  });
});

describe("health", () => {
  it("a check that fails is named, and the rest with it", () => {
    const api = apiOf({
      rules: [{ verbs: ["*"], groups: ["*"], resources: ["*"] }],
      readyz: [
        { name: "ping", ok: true },
        { name: "etcd", ok: false },
      ],
    });
    expect(ask(api, "/readyz")).toMatchObject({
      status: 500,
      body: "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n",
    });
    expect(ask(api, "/readyz/ping")).toMatchObject({ status: 200, body: "ok" });
    expect(ask(api, "/readyz/etcd").status).toBe(500);
    expect(ask(api, "/livez?verbose&exclude=etcd").body).toBe("[+]ping ok\n[+]etcd excluded: ok\nlivez check passed\n");
  });

  it("who may read every object may read no other path than those that everybody may", () => {
    const api = apiOf({});
    const paths = ["/readyz", "/version", "/apis/apps/v1", "/readyz/ping", "/metrics", "/nothing"];
    expect(paths.map((path) => ask(api, path).status)).toEqual([200, 200, 200, 403, 403, 403]);
  });
});

describe("logs", () => {
  const two = object(
    "v1",
    "Pod",
    { namespace: "a", name: "two" },
    {
      spec: { nodeName: "n", initContainers: [{ name: "i" }], containers: [{ name: "c" }] },
      status: { containerStatuses: [{ name: "c", state: { waiting: { reason: "ImagePullBackOff" } } }] },
    },
  );
  const api = apiOf({ objects: [pod("a", "one"), two], logs: { "a/one/c": "1\n2\n3\n" } });
  const log = (name: string, query = "") => ask(api, `/api/v1/namespaces/a/pods/${name}/log${query}`);

  it("are cut where that is asked", () => {
    expect(log("one").body).toBe("1\n2\n3\n");
    expect(log("one", "?tailLines=2").body).toBe("2\n3\n");
    expect(log("one", "?tailLines=0").body).toBe("");
    expect(log("one", "?limitBytes=3").body).toBe("1\n2");
  });

  it("a container is named, and waits as it does", () => {
    expect(messageOf(log("two"))).toContain("choose one of: [i c]");
    expect(messageOf(log("two", "?container=c"))).toBe(
      'container "c" in pod "two" is waiting to start: ImagePullBackOff',
    );
    expect(log("two", "?container=i")).toMatchObject({ status: 200, body: "" });
    expect(log("one", "?previous=true").status).toBe(400);
  });
});

describe("proxies", () => {
  const service = object(
    "v1",
    "Service",
    { namespace: "a", name: "svc" },
    { spec: { ports: [{ port: 80, name: "http" }] } },
  );
  const api = apiOf({
    objects: [pod("a", "one"), service],
    proxies: {
      "a/pods/one:8181/proxy/ready": { status: 200, body: "OK" },
      "a/services/http:svc:80/proxy/x?y=1": { status: 503, body: "{}", contentType: "application/json" },
    },
  });
  const through = (path: string) => ask(api, `/api/v1/namespaces/${path}`);

  it.each(["a/pods/one:8181/proxy/ready", "a/pods/http:one:8181/proxy/ready", "a/pods/one:8181/proxy/ready/?verbose"])(
    "%s is answered",
    (path) => expect(through(path)).toMatchObject({ status: 200, body: "OK" }),
  );

  it("a recorded refusal is passed on as it is", () => {
    expect(through("a/services/svc:80/proxy/x?y=1")).toMatchObject({ status: 503, body: "{}" });
  });

  it("the rest is what the API says of it", () => {
    expect(through("a/pods/none:8181/proxy/ready").status).toBe(404);
    expect(messageOf(through("a/pods/one:9999/proxy/ready"))).toContain("10.244.0.9:9999: connect: connection refused");
    expect(messageOf(through("a/services/svc:http/proxy/x"))).toBe('no endpoints available for service "svc"');
    expect(messageOf(through("a/services/svc:81/proxy/x"))).toBe('no service port 81 found for service "svc"');
  });
});

describe("extension servers", () => {
  const metrics = object(
    "metrics.k8s.io/v1beta1",
    "NodeMetrics",
    { name: "node-1" },
    { usage: { cpu: "1", memory: "1Ki" } },
  );
  const service = (available: string) =>
    object(
      "apiregistration.k8s.io/v1",
      "APIService",
      { name: "v1beta1.metrics.k8s.io" },
      {
        spec: {
          group: "metrics.k8s.io",
          version: "v1beta1",
          service: { namespace: "kube-system", name: "metrics-server" },
        },
        status: { conditions: [{ type: "Available", status: available }] },
      },
    );

  it("metrics are served where the world holds some, or the service that gives them", () => {
    expect(names(list(apiOf({ objects: [metrics] }), "/apis/metrics.k8s.io/v1beta1/nodes"))).toEqual(["node-1"]);
    expect(names(list(apiOf({ objects: [service("True")] }), "/apis/metrics.k8s.io/v1beta1/nodes"))).toEqual([]);
    expect(ask(apiOf({}), "/apis/metrics.k8s.io/v1beta1/nodes").status).toBe(404);
  });

  it("one that is gone answers 503, whatever was measured before", () => {
    const api = apiOf({ objects: [service("False"), metrics] });
    expect(ask(api, "/apis/metrics.k8s.io/v1beta1/nodes")).toMatchObject({
      status: 503,
      body: "service unavailable\n",
    });
  });
});

describe("speed", () => {
  const many = Array.from({ length: 10_000 }, (_, index) =>
    pod(`ns-${index % 50}`, `pod-${index}`, { node: `node-${index % 100}` }),
  );

  it("10,000 pods are listed page by page, and changed, in linear time", () => {
    const started = elapsed();
    const api = apiOf({ objects: many });
    let token: string | undefined = "";
    let count = 0;
    while (token !== undefined) {
      const page: Listed = list(api, `/api/v1/pods?limit=500&continue=${token}`);
      count += page.items.length;
      token = page.metadata.continue;
    }
    for (let index = 0; index < 100; index++) list(api, `/api/v1/namespaces/ns-${index % 50}/pods`);
    const [first, ...rest] = many;
    if (first) api.setWorld(smallWorld({ objects: [{ ...first, spec: {} }, ...rest] }));
    expect(count).toBe(10_000);
    expect(elapsed() - started).toBeLessThan(5000); // quadratic work takes minutes
  });
});
