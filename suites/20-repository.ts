import chartsArePinned from "../criteria/repository/releases/charts-are-pinned.ts";
import bootstrapTaskRunsEveryStep from "../criteria/repository/bootstrap/bootstrap-task-runs-every-step.ts";
import clusterMeshIsDeclaredWhole from "../criteria/repository/network/cluster-mesh-is-declared-whole.ts";
import clustersAreDistinct from "../criteria/repository/network/clusters-are-distinct.ts";
import coreChartsLeaveCrdsToTheirPhase from "../criteria/repository/releases/core-charts-leave-crds-to-their-phase.ts";
import coreReleasesFollowTheChain from "../criteria/repository/releases/core-releases-follow-the-chain.ts";
import crdsAndControllersAgreeOnVersion from "../criteria/repository/crds/crds-and-controllers-agree-on-version.ts";
import crdsAreAPhaseOfTheirOwn from "../criteria/repository/crds/crds-are-a-phase-of-their-own.ts";
import customResourcesFollowTheirCrds from "../criteria/repository/crds/custom-resources-follow-their-crds.ts";
import dependenciesResolve from "../criteria/repository/flux/dependencies-resolve.ts";
import gitSourceTracksTheBranch from "../criteria/repository/flux/git-source-tracks-the-branch.ts";
import handoverToFluxIsDeclared from "../criteria/repository/releases/handover-to-flux-is-declared.ts";
import healthChecksNameWhatFluxManages from "../criteria/repository/flux/health-checks-name-what-flux-manages.ts";
import kubernetesEndpointAgrees from "../criteria/repository/network/kubernetes-endpoint-agrees.ts";
import loadBalancerAddressesComeFromThePool from "../criteria/repository/network/load-balancer-addresses-come-from-the-pool.ts";
import machineConfigsCoverEveryNode from "../criteria/repository/bootstrap/machine-configs-cover-every-node.ts";
import neededCrdsComeFirst from "../criteria/repository/crds/needed-crds-come-first.ts";
import objectsHaveOneOwner from "../criteria/repository/flux/objects-have-one-owner.ts";
import podAndServiceCidrsAgree from "../criteria/repository/network/pod-and-service-cidrs-agree.ts";
import releasesHaveOneDefinition from "../criteria/repository/releases/releases-have-one-definition.ts";
import remoteManifestsExist from "../criteria/repository/crds/remote-manifests-exist.ts";
import runbookRecordsTheTimings from "../criteria/repository/bootstrap/runbook-records-the-timings.ts";
import secretsAreEncrypted from "../criteria/repository/files/secrets-are-encrypted.ts";
import substitutionsResolve from "../criteria/repository/flux/substitutions-resolve.ts";
import storageRunsWhereItBelongs from "../criteria/repository/releases/storage-runs-where-it-belongs.ts";
import yamlIsSound from "../criteria/repository/files/yaml-is-sound.ts";
import { suite, verify } from "../helpers/session/suite.ts";

/**
 * In the order of mending: what keeps the rest from being read, the steps and files of the bootstrap, the machines and
 * their network, what Flux begins from, CRDs, then what refers to what. Causes of equal weight are told in this order.
 */
export default suite("20-repository", "Repository", [
  verify(yamlIsSound),
  verify(bootstrapTaskRunsEveryStep),
  verify(remoteManifestsExist),
  verify(machineConfigsCoverEveryNode),
  verify(podAndServiceCidrsAgree),
  verify(kubernetesEndpointAgrees),
  verify(coreReleasesFollowTheChain),
  verify(handoverToFluxIsDeclared),
  verify(gitSourceTracksTheBranch),
  verify(dependenciesResolve),
  verify(crdsAreAPhaseOfTheirOwn),
  verify(neededCrdsComeFirst),
  verify(coreChartsLeaveCrdsToTheirPhase),
  verify(crdsAndControllersAgreeOnVersion),
  verify(customResourcesFollowTheirCrds),
  verify(substitutionsResolve),
  verify(objectsHaveOneOwner),
  verify(releasesHaveOneDefinition),
  verify(healthChecksNameWhatFluxManages),
  verify(loadBalancerAddressesComeFromThePool),
  verify(storageRunsWhereItBelongs),
  verify(clusterMeshIsDeclaredWhole),
  verify(clustersAreDistinct),
  verify(chartsArePinned),
  verify(secretsAreEncrypted),
  verify(runbookRecordsTheTimings),
]);
