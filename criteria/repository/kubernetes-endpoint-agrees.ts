import type { Profile } from "../../clusters/profile.ts";
import { criterion, type Examination, type Finding } from "../criterion.ts";
import { inText, isUnresolved } from "../derive/repository/documents.ts";
import {
  endpointClaims,
  hostOf,
  kubePrism,
  writtenEndpoint,
  type EndpointClaim,
} from "../derive/repository/endpoints.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../derive/repository/model.ts";
import { talosValues } from "../derive/repository/talos.ts";

type Result = Required<Examination>;

/**
 * An error where Cilium cannot reach the API server, or where the profile says another one; several ways that each work
 * are a warning (k8s-gitops HEAD has three values; facts/gitops.md §7, ID-KUBEPRISM).
 */
export default criterion({
  id: "repository/kubernetes-endpoint-agrees",
  title: "k8sServiceHost and k8sServicePort are one value everywhere, and fit the endpoint or KubePrism",
  why: "Without kube-proxy, Cilium reaches the API server by this address or not at all: no node ever gets ready.",
  serves: ["S4"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "grep -rn 'k8sService\\(Host\\|Port\\)\\|kubePrism' <checkout>",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.cilium ? undefined : "the profile does not use Cilium"),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const claims = endpointClaims(model);
    for (const claim of claims) judgeClaim(claim, model, profile, result);
    judgeUnity(claims, result);
    judgeTalos(model, profile, result);
    return result;
  },
});

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

function judgeClaim(claim: EndpointClaim, model: Repository, profile: Profile, result: Result): void {
  const { by, host, port, where, bootstraps, unresolved } = claim;
  const subject = `file/${where.file}`;
  const unseen = (reason: string): void => void result.unseen.push({ subject, reason });
  const wrong = (finding: Omit<Finding, "subject" | "where">): void =>
    void result.findings.push({ subject, where, ...finding });
  if (host === undefined) {
    if (claim.otherwise) result.examined += 1;
    else if (unresolved !== undefined) unseen(`${by} are not known whole: ${unresolved}`);
    else judgeNone(claim, result);
    return;
  }
  if (isUnresolved(host) || (port !== undefined && isUnresolved(port))) {
    const reason = `${by} give ${host}:${port ?? ""}, which is not known before it is rendered`;
    // what Flux substitutes comes after the bootstrap
    if (bootstraps) unseen(reason);
    else result.remarks.push(`${subject}: ${reason}`);
    return;
  }
  result.examined += 1;
  if (claim.otherwise) return;
  if (port === undefined && unresolved !== undefined)
    unseen(`${by} give no port, and are not known whole: ${unresolved}`);
  else if (port === undefined)
    wrong({
      expected: "k8sServicePort beside k8sServiceHost",
      actual: `${by} give ${host} and no port`,
      because: "The agents get an empty port and cannot reach the API server.",
      mend: `k8sServicePort: ${LOOPBACK.test(host) ? kubePrism(model).port : "6443"}`,
    });
  judgeFit(claim, host, model, profile, result);
}

/** In-cluster the API is a Service, which only a proxy routes to. */
function judgeNone({ by, where, bootstraps, replacesProxy }: EndpointClaim, result: Result): void {
  const finding: Finding = {
    subject: `file/${where.file}`,
    expected: "k8sServiceHost and k8sServicePort",
    actual: `${by} give none, and replace kube-proxy`,
    where,
    because: "The API's Service address is not routed before Cilium runs, and Cilium waits for it.",
    mend: "k8sServiceHost: localhost, k8sServicePort: 7445 (KubePrism).",
  };
  if (replacesProxy && bootstraps) result.findings.push(finding);
  else if (replacesProxy) result.notices.push({ ...finding, severity: "warning" });
  result.examined += 1;
}

function judgeFit(
  { by, port, where, bootstraps }: EndpointClaim,
  host: string,
  model: Repository,
  profile: Profile,
  result: Result,
): void {
  const subject = `file/${where.file}`;
  const { apiHost, apiPort } = profile.cilium ?? {};
  if (
    (apiHost !== undefined && apiHost !== host) ||
    (apiPort !== undefined && port !== undefined && String(apiPort) !== port)
  ) {
    const finding: Finding = {
      subject,
      expected: `${apiHost ?? host}:${apiPort ?? port}, as the profile says`,
      actual: `${by} give ${host}:${port ?? ""}`,
      where,
      because: "The agents ask another address than the one that was planned for.",
    };
    result.findings.push(finding);
    return;
  }
  if (LOOPBACK.test(host)) {
    const prism = kubePrism(model);
    const isOn = prism.enabled && profile.talos?.kubePrism !== false;
    if (isOn && (port === undefined || port === prism.port)) return;
    const place = prism.where ? ` (${inText(prism.where)})` : "";
    const finding: Finding = {
      subject,
      expected: isOn ? `KubePrism's port ${prism.port}${place}` : `an endpoint that answers: KubePrism is off${place}`,
      actual: `${by} give ${host}:${port ?? ""}`,
      where,
      because: "Nothing answers there on a worker: its agent never starts.",
      mend: isOn ? `k8sServicePort: ${prism.port}` : "Switch KubePrism on, or name the cluster's endpoint.",
    };
    if (profile.talos) result.findings.push(finding);
    else result.notices.push({ ...finding, severity: "warning" });
    return;
  }
  if (apiHost !== undefined || endpoints(model, profile).some((one) => one.hostname === host)) return;
  result.notices.push({
    subject,
    severity: bootstraps ? "warning" : "information",
    expected: "the cluster's endpoint, or KubePrism",
    actual: `${by} give ${host}:${port ?? ""}, which neither the profile nor the Talos configuration names`,
    where,
  });
}

/** Of the profile and of the Talos configuration; nodes' own addresses answer too. */
function endpoints(model: Repository, profile: Profile): { hostname: string }[] {
  const told = talosEndpoints(model).flatMap(({ text }) => text ?? []);
  const urls = [writtenEndpoint(profile), ...told].flatMap((one) => hostOf(one) ?? []);
  return [...urls, ...profile.nodes.map(({ address }) => address)].map((hostname) => ({ hostname }));
}

const talosEndpoints = ({ talos }: Repository): ReturnType<typeof talosValues> => [
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

/** One value everywhere: otherwise the agents roll when Flux adopts the release. */
function judgeUnity(claims: readonly EndpointClaim[], result: Result): void {
  const known = claims.filter(({ host, port }) => host !== undefined && !isUnresolved(`${host}${port ?? ""}`));
  const [first] = known;
  const seen = new Set<string>();
  for (const { by, host, port, where } of known) {
    const value = `${host}:${port ?? ""}`;
    if (!first || value === `${first.host}:${first.port ?? ""}` || seen.has(value)) continue;
    seen.add(value);
    result.notices.push({
      subject: `file/${where.file}`,
      severity: "warning",
      expected: `${first.host}:${first.port ?? ""}, as ${first.by} give (${inText(first.where)})`,
      actual: `${by} give ${value}`,
      where,
      because: "The agents are restarted with another address when the one definition replaces the other.",
      mend: "Keep one value, and let both read it.",
    });
  }
}

function judgeTalos(model: Repository, profile: Profile, result: Result): void {
  if (!profile.talos) return;
  const planned = writtenEndpoint(profile);
  for (const { text, where } of talosEndpoints(model)) {
    if (text === undefined || hostOf(text) === hostOf(planned)) continue;
    result.notices.push({
      subject: `file/${where.file}`,
      severity: "warning",
      expected: `the endpoint ${planned}, as the profile says`,
      actual: text,
      where,
    });
  }
}
