import aggregatedApisAreAvailable from "../criteria/kubernetes/aggregated-apis-are-available.ts";
import apiIsReady from "../criteria/kubernetes/api-is-ready.ts";
import controlPlaneRuns from "../criteria/kubernetes/control-plane-runs.ts";
import everyExpectedNodeIsReady from "../criteria/kubernetes/every-expected-node-is-ready.ts";
import kubeProxyIsAbsent from "../criteria/kubernetes/kube-proxy-is-absent.ts";
import kubeletCertificatesAreApproved from "../criteria/kubernetes/kubelet-certificates-are-approved.ts";
import nodeAddressesAreTheProfiles from "../criteria/kubernetes/node-addresses-are-the-profiles.ts";
import nodesAreSound from "../criteria/kubernetes/nodes-are-sound.ts";
import versionIsTheProfiles from "../criteria/kubernetes/version-is-the-profiles.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("40-kubernetes", "Kubernetes", [
  verify(apiIsReady, { within: "5m" }),
  verify(everyExpectedNodeIsReady, { within: "10m" }),
  verify(nodesAreSound, { within: "5m" }),
  verify(nodeAddressesAreTheProfiles),
  verify(kubeletCertificatesAreApproved, { within: "2m" }),
  verify(controlPlaneRuns, { within: "5m" }),
  verify(aggregatedApisAreAvailable, { within: "5m" }),
  verify(kubeProxyIsAbsent, { within: "1m" }),
  verify(versionIsTheProfiles),
]);
