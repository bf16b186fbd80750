import type { Justification } from "./justification.ts";

/** Of Kubernetes objects. */
export const JUSTIFIED_OBJECTS: readonly Justification[] = [
  {
    at: /^Cilium\w+ condition /,
    change: /^(unknown|emptied)$/,
    because: "a condition that is wrong when it is True, and is not: what it would break is judged by its effect",
  },
  {
    at: /^CephCluster condition Progressing$/,
    because: "whether work is under way: Ready and the health say whether it is well",
  },
  {
    at: /^APIService object$/,
    because: "the API server makes its own anew; one that is served elsewhere is missed by who needs it",
  },
  {
    at: /^StatefulSet status\.(currentReplicas|availableReplicas)$/,
    because:
      "current counts the old revision during an update, and available follows ready: ready and updated are judged",
  },
  {
    at: /^(Mutating|Validating)WebhookConfiguration (object|webhooks(\[\])?|webhooks\[\]\.clientConfig(\.service\.port)?)$/,
    change: /removed|renamed/,
    because:
      "a webhook that is not there refuses nothing, and 443 is its port by default; those that must be there are listed in the profile and in their release's manifest",
  },
  {
    at: /^(StatefulSet|Deployment) spec\.replicas$/,
    because: "scaled to none by somebody's wish: the profile lists the workloads that must run",
  },
  {
    at: /^CertificateSigningRequest condition /,
    because: "the API server takes Approved and Denied only as True; the kubelet has its certificate already",
  },
  {
    at: /^PersistentVolumeClaim object$/,
    because: "a claim in use is not removed but hangs in deletion, which is noticed",
  },
  {
    at: /^ValidatingWebhookConfiguration webhooks\[\]\.name|^MutatingWebhookConfiguration webhooks\[\]\.name/,
    because: "a webhook's name is for people: it is called by its Service",
  },
  {
    at: /^(EndpointSlice (endpoints\[\]\.addresses\[\]|ports\[\]\.port)|Service spec\.ports\[\]\.port)$/,
    change: /^(item removed|one less|0|removed)$/,
    because:
      "its controller copies addresses and ports from pods and nodes, and the API server its own every ten seconds; a Service that none is left of is noticed",
  },
  {
    at: /^DaemonSet status\.numberMisscheduled$/,
    because: "pods on nodes that no longer want them, on their way out: those that are wanted are counted",
  },
  {
    at: /^StatefulSet (object|status\.updatedReplicas)$/,
    because:
      "one of an operator is made anew by it, and those that must run are listed in the profile; where the revisions are one, every pod that is ready is of it",
  },
  {
    at: /^(HelmChart|Provider|Namespace) object$/,
    because:
      "Flux makes a HelmChart anew from its HelmRelease; a Provider is asked for by what applied it, and a Namespace goes after all that is in it, which is noticed",
  },
  {
    at: /^Pod object$/,
    because: "its controller makes another within a second, or says in its own status that it is one short",
  },
  {
    at: /^(Namespace|CephBlockPool|PersistentVolume) status\.phase$/,
    change: /^removed$/,
    because: "no server leaves the phase out; another phase is noticed",
  },
  {
    at: /^Gateway status\.listeners\[\]\.attachedRoutes$/,
    because: "a Gateway may have no routes; each route is judged itself, by its parents' answers",
  },
  {
    at: /^NodeMetrics /,
    because: "a measurement is made anew every quarter of a minute and is no object that could be deleted",
  },
  {
    at: /^APIService spec\.service/,
    because:
      "443 is its port by default; without a Service the API server would have to serve the group itself, and whoever asks it is answered 404, which the check of that API notices",
  },
  {
    at: /^ExternalSecret object$/,
    change: /^renamed$/,
    because: "another name for what nobody refers to by name; the Secret that it makes is asked for by who needs it",
  },
  {
    at: /^\w+ condition /,
    change: /^removed$/,
    because:
      "controllers leave out a condition that does not apply; one that a kind always has is asked for by the check of that kind",
  },
  {
    at: /^\w+ condition /,
    change: /^of an old generation$/,
    because:
      "a condition that tells of one step stays as it was while no such step is taken; the summary of the object is held to the generation",
  },
  {
    at: /^Cilium\w+ metadata\.generation$/,
    because: "Cilium's operator writes a condition when it changes, not for every generation",
  },
  {
    at: /^Pod (metadata\.generation|status\.observedGeneration)$/,
    because: "only the kubelet's newest versions say which generation of a pod they have seen",
  },
  {
    at: /^\w+ status\.observedGeneration$/,
    change: /^removed$/,
    because: "many controllers do not say of which generation they speak; then their conditions are judged alone",
  },
  {
    at: /^Job /,
    because:
      "a Job that is done may be removed, and is one attempt of its owner: what it should have made is judged itself",
  },
  {
    at: /^Lease object$/,
    because: "who leads writes its lease anew within seconds; one that nobody renews is noticed",
  },
  {
    at: /^(EndpointSlice|CertificateSigningRequest|ServiceAccount|Secret|CiliumEndpoint|NodeMetrics) object$/,
    because: "its controller makes it anew, under any name; what is missing then is noticed where it is needed",
  },
  {
    at: /^(PrometheusRule|Provider|ConfigMap|CephBlockPool|VM\w+|HelmChart|CiliumBGP\w+) object$/,
    change: /^renamed$/,
    because: "another name for what nobody refers to by name; its removal is noticed where something applied it",
  },
  {
    at: /^CertificateSigningRequest (spec|status)/,
    because: "a request is past once it was answered: the kubelet has its certificate, or asks again",
  },
  {
    at: /^EndpointSlice endpoints\[\]\.(nodeName|targetRef|conditions\.(serving|terminating))/,
    because: "hints for routing and for people: nodes route by the address and by ready",
  },
  {
    at: /^EndpointSlice endpoints\[\]\.conditions(\.ready)?$/,
    change: /^removed$/,
    because: "an endpoint that does not say whether it is ready counts as ready, by the API's own definition",
  },
  {
    at: /^Service spec\.(ports\[\]\.targetPort|ports\[\]\.name)$/,
    because: "without a selector nobody reads a targetPort, and a single port needs no name",
  },
  {
    at: /^Node status\.addresses/,
    because: "a node may have further addresses and names; the internal one is held to the profile",
  },
  {
    at: /^PersistentVolume (spec\.claimRef|status$)/,
    because: "the claim is judged, with the volume that it names; a volume without a claim is spare",
  },
  {
    at: /^CiliumBGPNodeConfig status\.bgpInstances\[\](\.peers\[\])?\.(name|routeCount)/,
    because: "names of the configuration; an agent of an older version counts no routes, and its session is judged",
  },
  {
    at: /^HelmRelease status\.history/,
    because: "Helm's own storage says which release is deployed, and is judged beside the HelmRelease",
  },
  {
    at: /^(Kustomization|FluxInstance) status\.(history|inventory)/,
    because: "what was applied before is past, and an inventory may be empty: what it names is asked for by name",
  },
  {
    at: /^(FluxInstance|CephCluster|ClusterIssuer|ExternalSecret) status\.(components|storage|version|acme|binding)/,
    because: "a listing beside the summary; what it lists is judged itself",
  },
  {
    at: /^FluxReport /,
    because: "a report of what the operator saw, made anew every few minutes; what it reports is judged itself",
  },
  {
    at: /^(HelmRepository|HelmChart|GitRepository) status\.artifact$/,
    because: "who needs the artifact says in its own Ready that it is missing",
  },
  {
    at: /^(Namespace|Service|CiliumNode|CiliumBGPPeerConfig|CiliumBGPClusterConfig|GatewayClass|ClusterSecretStore|ClusterIssuer|CephBlockPool) status(\.ipam)?$/,
    because: "a status that says nothing of health where it is not asked for: who uses the object says what it lacks",
  },
  {
    at: /^CustomResourceDefinition status/,
    because:
      "a CRD that is not named by the profile and has no status was made a moment ago; its objects could be listed",
  },
  {
    at: /^Cluster status\.(instances$|instanceNames|instancesStatus|healthyPVC)/,
    because: "a listing beside the counts, which are judged; the pods and claims of the instances are judged too",
  },
  {
    at: /^Pod status\.(containerStatuses|podIP)/,
    because: "a pod is Ready only when every container is: the condition is judged, and its endpoint where it has one",
  },
  {
    at: /^CiliumEndpoint status\.identity/,
    because: "an endpoint without an identity is not in state ready",
  },
  {
    at: /^ConfigMap object$/,
    change: /^removed$/,
    because:
      "its release's manifest asks for it, which the lab's release of Cilium leaves out; without it no pod that mounts it starts, which is noticed",
  },
];
