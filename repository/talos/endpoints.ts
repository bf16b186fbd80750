import type { OpenProfile } from "../../clusters/profile.ts";
import type { Where } from "../../observations/checkout.ts";
import { at, get, isUnresolved, list, record, text, textAt } from "../yaml/documents.ts";
import type { HelmfileRelease } from "../helmfile/release.ts";
import { statementsOf } from "../helmfile/runs.ts";
import type { Repository } from "../model.ts";
import { talosValues, type TalosValue } from "./pieces.ts";

/** One place that tells Cilium where the API server is. */
export interface EndpointClaim {
  /** For people. */
  by: string;
  /** Installs Cilium in the bootstrap, before anything routes to the API's Service. */
  bootstraps: boolean;
  /** As they are written; `undefined` where they are not given. */
  host?: string;
  port?: string;
  /** Another way: `k8s.apiServerURLs`, or `auto`. https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/ */
  otherwise: boolean;
  replacesProxy: boolean;
  /** Why more may be given than is seen. */
  unresolved?: string;
  where: Where;
}

export function endpointClaims({ helmfiles, releases, tasks, files }: Repository): EndpointClaim[] {
  const installed = helmfiles
    .filter(({ crdsOnly }) => !crdsOnly)
    .flatMap((state) => state.releases.filter(({ name }) => name === "cilium"))
    .map((release) => claimOf("helmfile's values", release.values, true, hostPlace(release)));
  // what a `set` overrides is used by whoever installs with the file alone (k8s-gitops, `helm install -f`)
  const inFiles = helmfiles
    .flatMap((state) => state.releases.filter(({ name }) => name === "cilium"))
    .flatMap(({ includes }) => includes.flatMap(({ kind, path }) => (kind === "values" ? [path ?? ""] : [])))
    .flatMap((path) => files.file(path)?.documents ?? [])
    .filter(({ value }) => textAt(value, "k8sServiceHost") !== undefined)
    .map((document) =>
      claimOf(
        "the values file",
        { known: record(document.value), unresolved: ["others may add to it"] },
        false,
        at(document, ["k8sServiceHost"]),
      ),
    );
  const adopted = releases
    .filter(({ release }) => release.name === "cilium")
    .map((release) =>
      claimOf(
        "the HelmRelease's values",
        release.values,
        false,
        at(release.object.document, ["spec", "values", "k8sServiceHost"]),
      ),
    );
  const commanded = tasks.flatMap((task) =>
    statementsOf(task).flatMap(({ text: line, where }): EndpointClaim[] => {
      const host = SET_HOST.exec(line)?.[1];
      const port = SET_PORT.exec(line)?.[1];
      if (host === undefined || !/\b(?:helm|cilium)\b/.test(line)) return [];
      const by = `${task.runner} ${task.name}`;
      const claim = { by, bootstraps: true, host, otherwise: false, replacesProxy: true, where };
      return [{ ...claim, ...(port !== undefined && { port }) }];
    }),
  );
  return [...installed, ...inFiles, ...adopted, ...commanded];
}

const SET_HOST = /k8sServiceHost[=\s]+["']?([^\s"',\\]+)/;
const SET_PORT = /k8sServicePort[=\s]+["']?([^\s"',\\]+)/;

function claimOf(by: string, values: HelmfileRelease["values"], bootstraps: boolean, where: Where): EndpointClaim {
  const { known, unresolved } = values;
  const [host, port] = [textAt(known, "k8sServiceHost"), textAt(known, "k8sServicePort")];
  const replaces = text(get(known, "kubeProxyReplacement"));
  return {
    by,
    bootstraps,
    where,
    otherwise: host === "auto" || get(known, "k8s", "apiServerURLs") !== undefined,
    replacesProxy: replaces === "true" || replaces === "strict",
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(unresolved[0] !== undefined && { unresolved: unresolved[0] }),
  };
}

/** Inline, by `set`, or at the release where a file gives it. */
function hostPlace({ document, path, where }: HelmfileRelease): Where {
  const inline = list(get(document.value, ...path, "values")).findIndex(
    (one) => get(one, "k8sServiceHost") !== undefined,
  );
  if (inline >= 0) return at(document, [...path, "values", inline, "k8sServiceHost"]);
  const set = list(get(document.value, ...path, "set")).findIndex((one) => textAt(one, "name") === "k8sServiceHost");
  return set >= 0 ? at(document, [...path, "set", set]) : where;
}

/** Talos's own balancer on every node: on unless said otherwise, at 7445. */
export function kubePrism({ talos }: Repository): { enabled: boolean; port: string; where?: Where } {
  for (const { value, document, path } of talos) {
    const own = get(value, "machine", "features", "kubePrism");
    if (own === undefined) continue;
    const port = textAt(own, "port");
    return {
      // https://docs.siderolabs.com/kubernetes-guides/advanced-guides/kubeprism
      enabled: get(own, "enabled") !== false,
      port: port !== undefined && !isUnresolved(port) ? port : "7445",
      where: at(document, [...path, "machine", "features", "kubePrism"]),
    };
  }
  return { enabled: true, port: "7445" };
}

/** The API server's URL as the profile's file says it, `undefined` where it does not: a tunnel that the call names is no part of a repository. */
export const writtenEndpoint = ({ written, kubernetes }: OpenProfile): string | undefined =>
  written?.endpoint ?? kubernetes.endpoint;

/** The host of a URL, IPv6 addresses without their brackets. */
export const hostOf = (url: string | undefined): string | undefined =>
  /^https?:\/\/\[?([^\]/]+?)\]?(?::\d+)?(?:\/|$)/.exec(url ?? "")?.[1];

/** The hosts at which the API server answers: those of the profile and of the Talos configuration, and all nodes. */
export function apiHosts(model: Repository, profile: OpenProfile): string[] {
  const written = talosEndpoints(model).flatMap(({ text }) => text ?? []);
  const urls = [writtenEndpoint(profile), ...written].flatMap((one) => hostOf(one) ?? []);
  return [...urls, ...profile.nodes.flatMap(({ address }) => address ?? [])];
}

/** The API server's URL in the Talos configuration, in talhelper's list and in topf's. */
export const talosEndpoints = ({ talos }: Repository): TalosValue[] => [
  ...talosValues(talos, ["cluster", "controlPlane", "endpoint"]),
  ...talosValues(
    talos.filter(({ kind }) => kind === "talhelper"),
    ["endpoint"],
  ),
  ...talosValues(
    talos.filter(({ kind }) => kind === "topf"),
    ["clusterEndpoint"],
  ),
];
