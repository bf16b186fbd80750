import type { Service } from "../../observations/objects.ts";

/** LB IPAM serves Services without a class and those of its own; another class's address is of no pool. */
export const isCiliums = ({ spec }: Service): boolean =>
  (spec?.loadBalancerClass ?? "io.cilium/").startsWith("io.cilium/");

/** LoadBalancer Services that have an address of Cilium's. */
export const addressedServices = (services: readonly Service[]): Service[] =>
  services.filter(
    (service) => service.spec?.type === "LoadBalancer" && isCiliums(service) && addressesOf(service).length > 0,
  );

export const addressesOf = ({ status }: Service): string[] =>
  (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);

/**
 * What Cilium's selectors of Services see: the labels, and name and namespace as two more.
 * https://docs.cilium.io/en/stable/network/lb-ipam/#service-selectors
 */
export const selectableLabels = ({ metadata }: Service): Record<string, string> => ({
  ...(metadata?.labels as Record<string, string> | undefined),
  "io.kubernetes.service.name": metadata?.name ?? "",
  "io.kubernetes.service.namespace": metadata?.namespace ?? "",
});
