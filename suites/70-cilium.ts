import agentsRunTheCurrentConfig from "../criteria/cilium/agents-run-the-current-config.ts";
import apiHostIsSet from "../criteria/cilium/api-host-is-set.ts";
import bgpControlPlaneIsEnabled from "../criteria/cilium/bgp-control-plane-is-enabled.ts";
import clusterMeshIsConnected from "../criteria/cilium/cluster-mesh-is-connected.ts";
import connectivityTestPasses from "../criteria/cilium/connectivity-test-passes.ts";
import endpointsAreReady from "../criteria/cilium/endpoints-are-ready.ts";
import hubbleRelayAnswers from "../criteria/cilium/hubble-relay-answers.ts";
import identityMatches from "../criteria/cilium/identity-matches.ts";
import kubeProxyIsReplaced from "../criteria/cilium/kube-proxy-is-replaced.ts";
import loadBalancerAddressesAreAnnounced from "../criteria/cilium/load-balancer-addresses-are-announced.ts";
import loadBalancerPoolsServe from "../criteria/cilium/load-balancer-pools-serve.ts";
import podRangesHaveRoom from "../criteria/cilium/pod-ranges-have-room.ts";
import policiesAreAccepted from "../criteria/cilium/policies-are-accepted.ts";
import policiesLetDnsThrough from "../criteria/cilium/policies-let-dns-through.ts";
import routingIsNative from "../criteria/cilium/routing-is-native.ts";
import statusIsOk from "../criteria/cilium/status-is-ok.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("70-cilium", "Cilium", [
  verify(identityMatches, { within: "2m" }),
  verify(kubeProxyIsReplaced, { within: "2m" }),
  verify(apiHostIsSet),
  verify(routingIsNative, { within: "2m" }),
  verify(agentsRunTheCurrentConfig),
  verify(statusIsOk, { within: "5m" }),
  verify(endpointsAreReady, { within: "5m" }),
  verify(podRangesHaveRoom, { within: "1m" }),
  verify(policiesAreAccepted, { within: "1m" }),
  verify(policiesLetDnsThrough),
  verify(hubbleRelayAnswers, { within: "5m" }),
  verify(bgpControlPlaneIsEnabled, { within: "5m" }),
  verify(loadBalancerPoolsServe, { within: "5m" }),
  verify(loadBalancerAddressesAreAnnounced, { within: "5m" }),
  verify(clusterMeshIsConnected, { within: "5m" }),
  verify(connectivityTestPasses),
]);
