import { inWords } from "../../clusters/notation/duration.ts";
import { criterion, type Finding } from "../criterion.ts";
import { openRequests, withoutSigner, SERVING, type OpenRequest } from "../derive/certificate-requests.ts";

/** Approvers and the signer answer within seconds. */
const NEW_MS = 60_000;

/**
 * kube-controller-manager approves clients of kubelets by itself, and serving certificates never: that is for an
 * approver that somebody has to install.
 * https://kubernetes.io/docs/reference/access-authn-authz/kubelet-tls-bootstrapping/#certificate-rotation
 */
export default criterion({
  id: "kubernetes/kubelet-certificates-are-approved",
  title: "Every kubelet has the certificates that it asked for: no request is pending, denied or unsigned",
  fails: "A kubelet waits for its certificate",
  why: "Without its serving certificate nobody trusts a kubelet: metrics-server scrapes nothing, and logs and exec fail.",
  serves: ["reliability"],
  needs: ["certificateSigningRequests", "nodes"],
  restsOn: ["kubernetes/api-is-ready"],
  advice:
    "kubectl get certificatesigningrequests; kubectl certificate approve <name>; " +
    "kubectl get deployments -A | grep -i approver",

  examine({ certificateSigningRequests, nodes }, { now }) {
    const open = openRequests(certificateSigningRequests);
    const young = open.filter((request) => ageOf(request, now) < NEW_MS && request.state === "pending");
    return {
      // a node without any request has its certificates: requests are removed an hour after they were answered
      examined: nodes.length,
      findings: open.filter((request) => !young.includes(request)).map((request) => findingOf(request, now)),
      unseen: withoutSigner(certificateSigningRequests).map(({ metadata }) => ({
        subject: `certificatesigningrequest/${metadata?.name}`,
        reason: "names no signer",
      })),
      remarks: young.map(({ name, signer }) => `certificatesigningrequest/${name} (${signer}) was made this minute`),
    };
  },
});

/** `NaN` where it tells no time: such a request is not young. */
const ageOf = ({ since }: OpenRequest, now: Date): number => now.getTime() - Date.parse(since ?? "");

function findingOf(request: OpenRequest, now: Date): Finding {
  const { name, signer, node, username, since, state, count } = request;
  const age = ageOf(request, now);
  const asked = node === undefined ? username : `the kubelet of node ${node}`;
  const more = count > 1 ? `, with ${count - 1} more of it` : "";
  const long = Number.isNaN(age) ? "" : ` for ${inWords(age)}`;
  const lacks =
    signer === SERVING
      ? "; until then it serves no certificate that metrics-server, logs and exec accept"
      : "; without it the kubelet cannot speak to the API";
  const nobody = state === "pending" ? ": nobody approves it" : "";
  return {
    subject: `certificatesigningrequest/${name}`,
    expected: "approved and signed",
    actual: `${signer} of ${asked} is ${state}${long}${more}${nobody}${lacks}`,
    ...(since && { since }),
  };
}
