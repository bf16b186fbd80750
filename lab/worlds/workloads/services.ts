import type { LabObject } from "../../world.ts";
import { nth } from "../addresses.ts";
import { numberOf, ownerReference, suffix, type Builder, type BuiltPod } from "../builder.ts";

/** A Service as its owner asks for it. */
export interface ServiceRequest {
  namespace: string;
  name: string;
  pods: readonly BuiltPod[];
  selector?: Record<string, string>;
  ports: { name: string; port: number; target?: number; protocol?: "TCP" | "UDP" }[];
  at: number;
  type?: "ClusterIP" | "LoadBalancer" | "NodePort";
  headless?: boolean;
  clusterIp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  status?: object;
  owner?: object;
}

/** A Service and its EndpointSlice, with a ready endpoint for each pod. */
export function addService(b: Builder, service: ServiceRequest): LabObject {
  const { namespace, name, pods, ports } = service;
  const clusterIp = service.headless ? "None" : (service.clusterIp ?? serviceIp(b, namespace, name));
  const added = b.add({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace,
      creationTimestamp: b.at(service.at),
      labels: service.labels ?? {},
      ...(service.annotations ? { annotations: service.annotations } : {}),
      ...(service.owner ? { ownerReferences: [service.owner] } : {}),
    },
    spec: {
      type: service.type ?? "ClusterIP",
      clusterIP: clusterIp,
      clusterIPs: [clusterIp],
      ipFamilies: ["IPv4"],
      ipFamilyPolicy: "SingleStack",
      ...(service.selector || pods[0] ? { selector: service.selector ?? pods[0]?.labels } : {}),
      ports: ports.map(({ name, port, target, protocol = "TCP" }) => ({
        name,
        port,
        targetPort: target ?? port,
        protocol,
      })),
      sessionAffinity: "None",
    },
    status: service.status ?? { loadBalancer: {} },
  });
  b.add({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${suffix(5, "slice", namespace, name)}`,
      namespace,
      generateName: `${name}-`,
      generation: 2,
      creationTimestamp: b.at(service.at),
      labels: {
        "kubernetes.io/service-name": name,
        // of a Service without a selector who made it writes the endpoints
        ...((service.selector ?? pods[0]) && {
          "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
        }),
      },
      ownerReferences: [ownerReference("v1", "Service", namespace, name)],
    },
    addressType: "IPv4",
    endpoints: pods.map(({ ip, node, name, namespace, uid }) => ({
      addresses: [ip],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: node.name,
      targetRef: { kind: "Pod", namespace, name, uid },
    })),
    ports: ports.map(({ name, port, target, protocol = "TCP" }) => ({ name, port: target ?? port, protocol })),
  });
  return added;
}

function serviceIp(b: Builder, namespace: string, name: string): string {
  return nth(servicesOf(b), numberOf(60_000, "service", namespace, name) + 300);
}

const servicesOf = ({ profile }: Builder): string => profile.network?.services[0] ?? "10.96.0.0/16";

/** The Services that every cluster has at the beginning of its network. */
export const apiIp = (b: Builder): string => nth(servicesOf(b), 1);
export const dnsIp = (b: Builder): string => nth(servicesOf(b), 10);
