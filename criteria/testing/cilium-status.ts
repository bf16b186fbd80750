/** What one agent says of itself where all is well. */
export const healthyAgent = {
  cilium: { state: "Ok" },
  kubernetes: { state: "Ok" },
  cluster: { self: "infra/cp1" },
  "kube-proxy-replacement": { mode: "True" },
};

/** The rollout of one workload of one pod. */
export const rolledOut = { desired: 1, ready: 1, available: 1, unavailable: 0, disabled: false };

/** What `cilium status` says of a sound cluster of one agent, but for these parts. */
export const ciliumStatus = (parts: object = {}) => ({
  exit: 0,
  podState: { cilium: rolledOut, "cilium-operator": rolledOut, "cilium-envoy": rolledOut, "hubble-relay": rolledOut },
  podsCount: { all: 5, byCilium: 5 },
  agents: { "cilium-a": healthyAgent },
  errors: [],
  collectionErrors: 0,
  transcript: "t",
  ...parts,
});
