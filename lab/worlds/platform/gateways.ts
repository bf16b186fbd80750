import type { Profile } from "../../../clusters/profile.ts";
import { following } from "../addresses.ts";
import { condition, ensureNamespace, ownerReference, type Builder } from "../builder.ts";
import { poolsOf } from "../cilium/pools.ts";
import { byKustomization } from "../flux/kustomizations.ts";
import { addReleased, type Ref } from "./released.ts";
import { addService } from "../workloads/services.ts";

type Platform = Profile["platform"];

/** Gateways of Cilium's class, programmed, each with its address and a route. */
export function addGateways(b: Builder, { gateways, routes }: NonNullable<Platform["gateways"]>): void {
  const api = "gateway.networking.k8s.io/v1";
  const controllerName = "io.cilium/gateway-controller";
  const at = b.times.flux + 91;
  b.add({
    apiVersion: api,
    kind: "GatewayClass",
    metadata: { name: "cilium", generation: 1, creationTimestamp: b.at(b.times.flux + 18) },
    spec: { controllerName },
    status: {
      conditions: [condition("Accepted", "True", "Accepted", b.at(b.times.flux + 19), "Valid GatewayClass", 1)],
    },
  });
  gateways.forEach(({ namespace, name }, index) => {
    const address = addressOf(b, index);
    const programmed = b.at(at + 66);
    ensureNamespace(b, namespace, b.times.namespaces);
    const listenerConditions = ["Programmed", "Accepted", "ResolvedRefs"].map((type) =>
      condition(type, "True", type === "ResolvedRefs" ? "ResolvedRefs" : type, programmed, `Listener ${type}`, 1),
    );
    b.add({
      apiVersion: api,
      kind: "Gateway",
      metadata: {
        name,
        namespace,
        generation: 1,
        creationTimestamp: b.at(at),
        ...byKustomization(b, "cluster-networking"),
      },
      spec: {
        gatewayClassName: "cilium",
        listeners: [
          {
            name: "https",
            protocol: "HTTPS",
            port: 443,
            hostname: "*.example.org",
            allowedRoutes: { namespaces: { from: "All" } },
            tls: { certificateRefs: [{ kind: "Secret", name: "wildcard-tls" }] },
          },
        ],
      },
      status: {
        addresses: [{ type: "IPAddress", value: address }],
        conditions: [
          condition("Accepted", "True", "Accepted", programmed, "Gateway successfully scheduled", 1),
          condition("Programmed", "True", "Programmed", programmed, "Gateway successfully reconciled", 1),
        ],
        listeners: [
          {
            name: "https",
            attachedRoutes: routes ? 1 : 0,
            supportedKinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
            conditions: [...listenerConditions, condition("Conflicted", "False", "NoConflicts", programmed, "", 1)],
          },
        ],
      },
    });
    addService(b, {
      namespace,
      name: `cilium-gateway-${name}`,
      pods: [],
      at: at + 2,
      type: "LoadBalancer",
      ports: [
        {
          name: "port-443",
          port: 443,
        },
      ],
      owner: ownerReference(api, "Gateway", namespace, name),
      labels: {
        "io.cilium.gateway/owning-gateway": name,
        "gateway.networking.k8s.io/gateway-name": name,
      },
      annotations: { "lbipam.cilium.io/ips": address },
      status: {
        conditions: [condition("cilium.io/IPAMRequestSatisfied", "True", "satisfied", b.at(at + 3))],
        loadBalancer: {
          ingress: [
            {
              ip: address,
              ipMode: "VIP",
            },
          ],
        },
      },
    });
    const slice = b.objects.at(-1);
    // Cilium gives its gateways one made-up endpoint: the traffic never leaves the agent.
    if (slice)
      slice["endpoints"] = [
        { addresses: ["192.192.192.192"], conditions: { ready: true, serving: true, terminating: false } },
      ];
    if (routes) addRoute(b, namespace, name, controllerName);
  });
}

/** What serves the API server is led to by an APIService. */
const isRouted = ({ name }: { name: string }): boolean => name !== "metrics-server";

function addRoute(b: Builder, namespace: string, gateway: string, controllerName: string): void {
  const service =
    b.profile.platform.services.find(isRouted) ?? ({ kind: "Deployment", namespace, name: "echo" } satisfies Ref);
  const parentRef = {
    group: "gateway.networking.k8s.io",
    kind: "Gateway",
    namespace,
    name: gateway,
    sectionName: "https",
  };
  const at = b.times.flux + 640;
  // what the profile names comes later, with its Service
  if (!b.profile.platform.services.some(isRouted)) addReleased(b, service, at - 40, 30, "cluster-apps");
  const since = b.at(at + 2);
  b.add({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: {
      name: `${service.name}-${gateway}`,
      namespace: service.namespace,
      generation: 1,
      creationTimestamp: b.at(at),
      ...byKustomization(b, "cluster-apps"),
    },
    spec: {
      hostnames: [`${service.name}.example.org`],
      parentRefs: [{ ...parentRef }],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ kind: "Service", name: service.name, port: 80 }],
        },
      ],
    },
    status: {
      parents: [
        {
          controllerName,
          parentRef,
          conditions: [
            condition("Accepted", "True", "Accepted", since, "Accepted HTTPRoute", 1),
            condition("ResolvedRefs", "True", "ResolvedRefs", since, "Service reference is valid", 1),
          ],
        },
      ],
    },
  });
}

function addressOf(b: Builder, index: number): string {
  const [pool] = poolsOf(b);
  const start = pool?.start ?? "192.0.2.100";
  return following(start, index);
}
