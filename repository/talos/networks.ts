import { at, get, isUnresolved, record, stringsWith, text, texts, type Path } from "../yaml/documents.ts";
import type { FluxRelease } from "../flux/helm-releases.ts";
import type { HelmfileRelease } from "../helmfile/release.ts";
import type { ReleaseValues } from "../helmfile/release-values.ts";
import type { Repository } from "../model.ts";
import { talosValues } from "./pieces.ts";
import type { Where } from "../../observations/checkout.ts";

/** One place that gives one of the cluster's networks. */
export interface NetworkClaim {
  network: "pods" | "services" | "native";
  /** What gives it, for people: `Talos`, `Cilium's HelmRelease`. */
  by: string;
  /** `undefined` where only a rendering would tell. */
  cidr?: string;
  /** Why it is not known, where that is not its own template. */
  unresolved?: string;
  where: Where;
}

/** Every place of the repository that gives the pod, service or native routing CIDR of this cluster. */
export function networkClaims(repository: Repository): NetworkClaim[] {
  return [...talosClaims(repository), ...ciliumClaims(repository), ...settingsClaims(repository)];
}

function talosClaims({ talos }: Repository): NetworkClaim[] {
  // https://docs.siderolabs.com/talos/v1.12/reference/configuration/v1alpha1/config#cluster and talhelper's names for it
  const paths: Record<"pods" | "services", Path[]> = {
    pods: [["cluster", "network", "podSubnets"], ["clusterPodNets"]],
    services: [["cluster", "network", "serviceSubnets"], ["clusterSvcNets"]],
  };
  const documents = talos.filter(({ value }) => value["kind"] === "KubeNetworkConfig");
  return (["pods", "services"] as const).flatMap((network) => {
    const newer: Path = [network === "pods" ? "podSubnets" : "serviceSubnets"];
    return [...talosValues(talos, ...paths[network]), ...talosValues(documents, newer)].map((value) => ({
      network,
      by: "Talos",
      where: value.where,
      ...(value.text !== undefined && { cidr: value.text }),
    }));
  });
}

function ciliumClaims({ helmfiles, releases }: Repository): NetworkClaim[] {
  const installed = helmfiles.flatMap((state) => state.releases).filter(isCilium);
  const adopted = releases.filter(({ release }) => release.name === "cilium");
  return [
    ...installed.flatMap((release) => inValues(release.values, "Cilium's values in helmfile", () => release.where)),
    ...adopted.flatMap((release) => inValues(release.values, "Cilium's HelmRelease", (path) => placeOf(release, path))),
  ];
}

const POOL: Path = ["ipam", "operator", "clusterPoolIPv4PodCIDRList"];
const NATIVE: Path = ["ipv4NativeRoutingCIDR"];

/** Whether values that are not known whole could give, or override, a network that a place should be held to. */
function isOpen({ known, settled = known, unresolved }: ReleaseValues): boolean {
  if (unresolved.length === 0) return false;
  const mode = text(get(settled, "ipam", "mode"));
  const hasPool = get(settled, ...POOL) !== undefined || (mode !== undefined && mode !== "cluster-pool");
  const hasNative = get(settled, ...NATIVE) !== undefined || text(get(settled, "routingMode")) === "tunnel";
  return !hasPool || !hasNative;
}

const isCilium = ({ name }: HelmfileRelease): boolean => name === "cilium";

const placeOf = ({ object }: FluxRelease, path: Path): Where => at(object.document, ["spec", "values", ...path]);

/** https://docs.cilium.io/en/stable/network/concepts/ipam/: with `kubernetes` the node's own pod CIDR counts. */
function inValues(values: ReleaseValues, by: string, place: (path: Path) => Where): NetworkClaim[] {
  const usesPool = (text(get(values.known, "ipam", "mode")) ?? "cluster-pool") === "cluster-pool";
  const claims = (network: NetworkClaim["network"], path: Path): NetworkClaim[] =>
    texts(get(values.known, ...path)).map((cidr) => ({
      network,
      by,
      where: place(path),
      ...(!isUnresolved(cidr) && { cidr }),
    }));
  const [reason = ""] = values.unresolved;
  const open: NetworkClaim = { network: "native", by, where: place([]), unresolved: reason };
  return [...(usesPool ? claims("pods", POOL) : []), ...claims("native", NATIVE), ...(isOpen(values) ? [open] : [])];
}

/** Cluster settings: ConfigMaps that substitutions come from. */
function settingsClaims({ manifests, belongs }: Repository): NetworkClaim[] {
  return manifests.flatMap(({ kind, document }) => {
    if (kind !== "ConfigMap" || !belongs(document.file)) return [];
    return Object.entries(record(get(document.value, "data"))).flatMap(([key, value]): NetworkClaim[] => {
      const network = POD_KEY.test(key) ? "pods" : SERVICE_KEY.test(key) ? "services" : undefined;
      const cidr = text(value);
      if (network === undefined || cidr === undefined) return [];
      const where = at(document, ["data", key]);
      return [
        {
          network,
          by: "the cluster's settings",
          where,
          ...(!isUnresolved(cidr) && { cidr: cidr.replace(/^\[?"?|"?\]?$/g, "") }),
        },
      ];
    });
  });
}

const POD_KEY = /^(?:CLUSTER_)?POD_?(?:CIDR|SUBNET|NETWORK)S?(?:_V4|_IPV4)?$/i;
const SERVICE_KEY = /^(?:CLUSTER_)?(?:SERVICE|SVC)S?_?(?:CIDR|SUBNET|NETWORK)S?(?:_V4|_IPV4)?$/i;

/** A Service's address that is written down, with who says so. */
export interface ClusterIp {
  by: string;
  address: string;
  where: Where;
}

/** Static cluster IPs: of Services, in charts' values (`service.clusterIP`), and the DNS address that kubelets are told. */
export function clusterIps({ helmfiles, releases, tree, talos }: Repository): ClusterIp[] {
  const named = helmfiles
    .filter(({ crdsOnly }) => !crdsOnly)
    .flatMap((state) => state.releases)
    .filter(({ values }) => values.derivedFrom === undefined)
    .flatMap(({ namespace, name, values, where }) =>
      inServices(values.known, `helmfile's release ${namespace}/${name}`, () => where),
    );
  const adopted = releases.flatMap(({ namespace, name, values, object }) =>
    inServices(values.known, `HelmRelease ${namespace}/${name}`, (path) =>
      at(object.document, ["spec", "values", ...path]),
    ),
  );
  const services = tree.objects.flatMap(({ object: { kind, apiVersion, namespace, name, value, document } }) =>
    kind === "Service" && apiVersion === "v1"
      ? [...texts(get(value, "spec", "clusterIP"))].map((address) => ({
          by: `Service ${namespace ?? "-"}/${name}`,
          address,
          where: at(document, ["spec", "clusterIP"]),
        }))
      : [],
  );
  const dns = talosValues(talos, ["machine", "kubelet", "clusterDNS"]).flatMap(({ text: address, where }) =>
    address === undefined ? [] : [{ by: "Talos's kubelet.clusterDNS", address, where }],
  );
  return [...named, ...adopted, ...services, ...dns];
}

/** `clusterIP` below a key that says service. */
const inServices = (values: unknown, by: string, place: (path: Path) => Where): ClusterIp[] =>
  stringsWith(values, "")
    .filter(({ path }) => path.at(-1) === "clusterIP" && path.some((part) => /service/i.test(String(part))))
    .map(({ path, text: address }) => ({ by, address, where: place(path) }));
