import { conditionsOf, inWords } from "../../observations/conditions.ts";
import type { CertificateSigningRequest } from "../../observations/objects.ts";
import { groupsOf } from "../../observations/groups.ts";

/** What kubelets ask for: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers */
export const SERVING = "kubernetes.io/kubelet-serving";
const CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";

/** A kubelet's request without its certificate, and why. */
export interface OpenRequest {
  name: string;
  signer: string;
  /** The node that asked, where it asked as itself; at its first certificate a kubelet asks by a bootstrap token. */
  node: string | undefined;
  username: string;
  since: string | undefined;
  /** `pending`, `Denied=True (…)`, `Failed=True (…)`, `approved, and not signed`. */
  state: string;
  /** How many requests of the same node are open, this one included. */
  count: number;
}

/**
 * Of each kubelet and signer the oldest open request, if the newest is open too: one that has its certificate since is
 * served, whatever it once was refused.
 */
export function openRequests(requests: readonly CertificateSigningRequest[]): OpenRequest[] {
  const ofKubelets = requests.filter(({ spec }) => spec?.signerName === SERVING || spec?.signerName === CLIENT);
  return groupsOf(ofKubelets, askerOf).flatMap((asked) => {
    const inOrder = asked.toSorted((a, b) => createdAt(a).localeCompare(createdAt(b)));
    const newest = inOrder.at(-1);
    if (newest === undefined || stateOf(newest) === undefined) return [];
    const open = inOrder.slice(inOrder.findLastIndex((request) => stateOf(request) === undefined) + 1);
    const [oldest = newest] = open;
    const { signerName = "", username = "" } = oldest.spec ?? {};
    return [
      {
        name: oldest.metadata?.name ?? "(no name)",
        signer: signerName,
        node: nodeOf(username),
        username,
        since: oldest.metadata?.creationTimestamp,
        state: stateOf(newest) ?? "pending",
        count: open.length,
      },
    ];
  });
}

function askerOf({ spec, metadata }: CertificateSigningRequest): string {
  const { signerName, username = "" } = spec ?? {};
  // several nodes share one bootstrap token
  return `${signerName} ${nodeOf(username) === undefined ? `${username} ${metadata?.name}` : username}`;
}

/** Nobody can tell whose they are: no kubelet's request is without its signer. */
export const withoutSigner = (requests: readonly CertificateSigningRequest[]): CertificateSigningRequest[] =>
  requests.filter(({ spec }) => !spec?.signerName);

const createdAt = ({ metadata }: CertificateSigningRequest): string => metadata?.creationTimestamp ?? "";

const nodeOf = (username: string): string | undefined => /^system:node:(.+)$/.exec(username)?.[1];

/** `undefined`: its certificate was issued. */
function stateOf(request: CertificateSigningRequest): string | undefined {
  const conditions = conditionsOf(request);
  const refused = conditions.find(({ type, status: is }) => (type === "Denied" || type === "Failed") && is !== "False");
  if (refused) return inWords(refused);
  if (request.status?.certificate) return undefined;
  const approved = conditions.some(({ type, status: is }) => type === "Approved" && is !== "False");
  return approved ? "approved, and not signed" : "pending";
}
