import type { Identity, Part } from "../../../observations/api.ts";
import type { KubernetesObject } from "../../../observations/objects.ts";
import { ERRING, type Trouble, type TroubleKind } from "../../../observations/trouble.ts";
import type { Api } from "../../kube/api.ts";
import { SourceError, troubleOf } from "../../trouble.ts";
import type { Source } from "../source.ts";

/** For each request, in milliseconds: nothing else is asked until it is known who answers, or that nobody does. */
const MOST_MS = 10_000;
/** The same for nodes that a server does not list which answers the rest: half of it is spent on errors. */
const ERRING_MS = 60_000;

/** The lab's worlds carry it on kube-system. */
const SIMULATED = "assay.lab/simulated";

/**
 * Who answers, and who asks. A part that cannot be read spoils no other one; that nobody answers at all is trouble of
 * the whole. Nothing is asked, and no credential sent, where the server's certificate is not verified and the profile
 * does not allow that.
 */
export const identity: Source<"identity"> = async ({ api, profile }, seen) => {
  const { context, path } = await seen("kubeconfig");
  if (!context) throw new SourceError("file", `the kubeconfig ${path} has no context that this run could use`);
  const { unverified, ownServer } = context;
  const known = {
    server: api.server,
    ...(unverified !== undefined && { unverified }),
    ...(ownServer !== undefined && { commandsAsk: ownServer }),
  };
  if (unverified !== undefined && profile.kubernetes.allowInsecure === undefined) return { ...known, ...UNASKED };
  const [kubeSystem, first, user] = await Promise.all([
    part(() => kubeSystemOf(api)),
    part(() => nodesOf(api, MOST_MS)),
    part(() => userOf(api)),
  ]);
  if (isSilence(kubeSystem) && isSilence(first)) throw silence(api.server, kubeSystem.trouble);
  // a server that answers the rest may err for its nodes for a while, as for any other list
  const nodes = first.ok || !ERRING.includes(first.trouble.kind) ? first : await part(() => nodesOf(api, ERRING_MS));
  return { ...known, kubeSystem, nodes, user, chains: await part(() => chainsOf(api)) };
};

const unasked: Part<never> = {
  ok: false,
  trouble: { kind: "not-looked", message: "was not asked, because the server's certificate is not verified" },
};
const UNASKED = { kubeSystem: unasked, nodes: unasked, user: unasked, chains: unasked } satisfies Partial<Identity>;

/** Nobody said anything; a refusal is an answer. */
const isSilence = <Value>(part: Part<Value>): part is Part<Value> & { ok: false } =>
  !part.ok && SILENCE.includes(part.trouble.kind);
const SILENCE: readonly TroubleKind[] = ["file", "unreachable", "timeout", "interrupted", ...ERRING];

/** The trouble of a cluster for which nobody speaks, with the server's address in front. */
function silence(server: string, { kind, message }: Trouble): SourceError {
  return new SourceError(kind, ERRING.includes(kind) ? `${server} gives nothing but errors: ${message}` : message);
}

async function part<Value>(read: () => Value | Promise<Value>): Promise<Part<Value>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    return { ok: false, trouble: troubleOf(error) };
  }
}

const KUBE_SYSTEM = "/api/v1/namespaces/kube-system";

async function kubeSystemOf(api: Api): Promise<{ uid: string; simulated?: true }> {
  const { metadata } = ((await api.get(KUBE_SYSTEM, { mostMs: MOST_MS })) ?? {}) as KubernetesObject;
  if (metadata?.name !== "kube-system" || !metadata.uid)
    throw new SourceError(
      "malformed",
      "GET /api/v1/namespaces/kube-system answered no namespace kube-system with a UID",
    );
  return { uid: metadata.uid, ...(metadata.labels?.[SIMULATED] === "true" && { simulated: true as const }) };
}

async function nodesOf(api: Api, mostMs: number): Promise<string[]> {
  const nodes = (await api.list(
    { group: "", resource: "nodes" },
    { metadataOnly: true, mostMs },
  )) as KubernetesObject[];
  return nodes.map(({ metadata }) => {
    if (!metadata?.name) throw new SourceError("malformed", "GET /api/v1/nodes answered a node without a name");
    return metadata.name;
  });
}

async function userOf(api: Api): Promise<{ username: string; groups: string[] }> {
  const { status } = (await api.review("SelfSubjectReview", {}, { mostMs: MOST_MS })) as {
    status?: { userInfo?: { username?: string; groups?: string[] } };
  };
  return { username: status?.userInfo?.username ?? "", groups: status?.userInfo?.groups ?? [] };
}

function chainsOf(api: Api): readonly (readonly string[])[] {
  const chains = api.chains();
  if (chains.length === 0) throw new SourceError("untrusted", `${api.server} showed no certificate`);
  return chains;
}
