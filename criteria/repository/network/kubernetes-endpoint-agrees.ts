import type { OpenProfile } from "../../../clusters/profile.ts";
import { type RepositoryFinding } from "../../../repository/finding.ts";
import { repositoryCriterion, type RepositoryExamination } from "../../derive/repository-criterion.ts";
import { inText, isUnresolved } from "../../../repository/yaml/documents.ts";
import {
  apiHosts,
  endpointClaims,
  hostOf,
  kubePrism,
  talosEndpoints,
  writtenEndpoint,
  type EndpointClaim,
} from "../../../repository/talos/endpoints.ts";
import { repositoryFrom, withoutRepository, type Repository } from "../../../repository/model.ts";
import { talosAndCilium } from "../../../repository/cilium/talos-agreement.ts";

type Result = RepositoryExamination;

/**
 * A warning: a public repository has three values for it, and each of them works. An error
 * where the Cilium of the bootstrap cannot reach the API server, or where the profile says another one (docs/adr/0009).
 */
export default repositoryCriterion({
  id: "repository/kubernetes-endpoint-agrees",
  title:
    "k8sServiceHost and k8sServicePort are one value everywhere, and fit the endpoint or KubePrism; Talos and Cilium leave each other their parts",
  fails: "Endpoints of the API differ",
  why: "Without kube-proxy, Cilium reaches the API server by this address or not at all: no node ever gets ready.",
  serves: ["S4"],
  needs: ["repository"],
  restsOn: ["repository/yaml-is-sound"],
  advice: "grep -rn 'k8sService\\(Host\\|Port\\)\\|kubePrism' <checkout>",
  seeks: "Talos configuration's endpoint and the values k8sServiceHost and k8sServicePort of Cilium",

  irrelevant: (profile) =>
    withoutRepository(profile) ?? (profile.cilium ? undefined : "the profile does not use Cilium"),

  examine({ repository }, { profile }) {
    const model = repositoryFrom(repository, profile);
    const result: Result = { examined: 0, findings: [], unseen: [], remarks: [], notices: [] };
    const claims = endpointClaims(model);
    for (const claim of claims) judgeClaim(claim, model, profile, result);
    judgeUnity(claims, result);
    judgeTalos(model, profile, result);
    if (profile.talos) {
      const { examined, faults, notices, unseen } = talosAndCilium(model);
      result.examined += examined;
      result.findings.push(...faults);
      result.notices.push(...notices);
      result.unseen.push(...unseen);
    }
    return result;
  },
});

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/;

function judgeClaim(claim: EndpointClaim, model: Repository, profile: OpenProfile, result: Result): void {
  const { by, host, port, where, bootstraps, unresolved } = claim;
  const subject = `file/${where.file}`;
  const unseen = (reason: string): void => void result.unseen.push({ subject, reason });
  const wrong = (finding: Omit<RepositoryFinding, "subject" | "where">): void =>
    grade({ subject, where, ...finding }, bootstraps, result);
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

/** What the bootstrap cannot come up with fails; what Flux applies later is worth mending. */
function grade(finding: RepositoryFinding, isError: boolean, result: Result): void {
  if (isError) result.findings.push(finding);
  else result.notices.push({ ...finding, severity: "warning" });
}

/** In-cluster the API is a Service, which only a proxy routes to. */
function judgeNone({ by, where, bootstraps, replacesProxy }: EndpointClaim, result: Result): void {
  const finding: RepositoryFinding = {
    subject: `file/${where.file}`,
    expected: "k8sServiceHost and k8sServicePort",
    actual: `${by} give none, and replace kube-proxy`,
    where,
    because: "The API's Service address is not routed before Cilium runs, and Cilium waits for it.",
    mend: "k8sServiceHost: localhost, k8sServicePort: 7445 (KubePrism).",
  };
  if (replacesProxy) grade(finding, bootstraps, result);
  result.examined += 1;
}

function judgeFit(
  { by, port, where, bootstraps }: EndpointClaim,
  host: string,
  model: Repository,
  profile: OpenProfile,
  result: Result,
): void {
  const subject = `file/${where.file}`;
  const { apiHost, apiPort } = profile.cilium ?? {};
  if (
    (apiHost !== undefined && apiHost !== host) ||
    (apiPort !== undefined && port !== undefined && String(apiPort) !== port)
  ) {
    const finding: RepositoryFinding = {
      subject,
      expected: `${apiHost ?? host}:${apiPort ?? port}, as the profile says`,
      actual: `${by} give ${host}:${port ?? ""}`,
      where,
      because: "The agents ask another address than the one that was planned for.",
      mend: `k8sServiceHost: ${apiHost ?? host}, k8sServicePort: ${apiPort ?? port ?? ""}; or correct the profile.`,
    };
    result.findings.push(finding);
    return;
  }
  // the balancer of every k3s node: https://docs.k3s.io/cli/agent, --lb-server-port
  const isK3s = profile.talos === undefined && model.talos.length === 0 && port === "6444";
  if (LOOPBACK.test(host) && isK3s) return;
  if (LOOPBACK.test(host)) {
    const prism = kubePrism(model);
    const isOn = prism.enabled && profile.talos?.kubePrism !== false;
    if (isOn && (port === undefined || port === prism.port)) return;
    const place = prism.where ? ` (${inText(prism.where)})` : "";
    const finding: RepositoryFinding = {
      subject,
      expected: isOn ? `KubePrism's port ${prism.port}${place}` : `an endpoint that answers: KubePrism is off${place}`,
      actual: `${by} give ${host}:${port ?? ""}`,
      where,
      because: "Nothing answers there on a worker: its agent never starts.",
      mend: isOn ? `k8sServicePort: ${prism.port}` : "Switch KubePrism on, or name the cluster's endpoint.",
    };
    grade(finding, bootstraps && profile.talos !== undefined, result);
    return;
  }
  if (apiHost !== undefined || apiHosts(model, profile).includes(host)) return;
  result.notices.push({
    subject,
    severity: bootstraps ? "warning" : "information",
    expected: "the cluster's endpoint, or KubePrism",
    actual: `${by} give ${host}:${port ?? ""}, which neither the profile nor the Talos configuration names`,
    where,
    because: "If nothing answers there, no agent ever starts.",
    mend: "k8sServiceHost: localhost, k8sServicePort: 7445 (KubePrism), or the cluster's endpoint.",
  });
}

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

function judgeTalos(model: Repository, profile: OpenProfile, result: Result): void {
  if (!profile.talos) return;
  const planned = writtenEndpoint(profile);
  if (planned === undefined) return;
  for (const { text, where } of talosEndpoints(model)) {
    if (text === undefined || hostOf(text) === hostOf(planned)) continue;
    result.notices.push({
      subject: `file/${where.file}`,
      severity: "warning",
      expected: `the endpoint ${planned}, as the profile says`,
      actual: text,
      where,
      because: "The machines join at another address than the one that assay and its users ask.",
      mend: `Write ${planned}, or correct the profile.`,
    });
  }
}
