import chartsArePinned from "../criteria/repository/charts-are-pinned.ts";
import bootstrapTaskRunsEveryStep from "../criteria/repository/bootstrap-task-runs-every-step.ts";
import clusterMeshIsDeclaredWhole from "../criteria/repository/cluster-mesh-is-declared-whole.ts";
import clustersAreDistinct from "../criteria/repository/clusters-are-distinct.ts";
import coreChartsLeaveCrdsToTheirPhase from "../criteria/repository/core-charts-leave-crds-to-their-phase.ts";
import coreReleasesFollowTheChain from "../criteria/repository/core-releases-follow-the-chain.ts";
import crdsAndControllersAgreeOnVersion from "../criteria/repository/crds-and-controllers-agree-on-version.ts";
import crdsAreAPhaseOfTheirOwn from "../criteria/repository/crds-are-a-phase-of-their-own.ts";
import customResourcesFollowTheirCrds from "../criteria/repository/custom-resources-follow-their-crds.ts";
import dependenciesResolve from "../criteria/repository/dependencies-resolve.ts";
import gitSourceTracksTheBranch from "../criteria/repository/git-source-tracks-the-branch.ts";
import handoverToFluxIsDeclared from "../criteria/repository/handover-to-flux-is-declared.ts";
import healthChecksNameWhatFluxManages from "../criteria/repository/health-checks-name-what-flux-manages.ts";
import kubernetesEndpointAgrees from "../criteria/repository/kubernetes-endpoint-agrees.ts";
import loadBalancerAddressesComeFromThePool from "../criteria/repository/load-balancer-addresses-come-from-the-pool.ts";
import machineConfigsCoverEveryNode from "../criteria/repository/machine-configs-cover-every-node.ts";
import neededCrdsComeFirst from "../criteria/repository/needed-crds-come-first.ts";
import objectsHaveOneOwner from "../criteria/repository/objects-have-one-owner.ts";
import podAndServiceCidrsAgree from "../criteria/repository/pod-and-service-cidrs-agree.ts";
import releasesHaveOneDefinition from "../criteria/repository/releases-have-one-definition.ts";
import remoteManifestsExist from "../criteria/repository/remote-manifests-exist.ts";
import runbookRecordsTheTimings from "../criteria/repository/runbook-records-the-timings.ts";
import secretsAreEncrypted from "../criteria/repository/secrets-are-encrypted.ts";
import substitutionsResolve from "../criteria/repository/substitutions-resolve.ts";
import storageRunsWhereItBelongs from "../criteria/repository/storage-runs-where-it-belongs.ts";
import yamlIsSound from "../criteria/repository/yaml-is-sound.ts";
import { suite, verify } from "../helpers/suite.ts";

export default suite("20-repository", "Repository", [
  verify(yamlIsSound),
  verify(machineConfigsCoverEveryNode),
  verify(podAndServiceCidrsAgree),
  verify(kubernetesEndpointAgrees),
  verify(crdsAreAPhaseOfTheirOwn),
  verify(neededCrdsComeFirst),
  verify(coreChartsLeaveCrdsToTheirPhase),
  verify(crdsAndControllersAgreeOnVersion),
  verify(coreReleasesFollowTheChain),
  verify(chartsArePinned),
  verify(remoteManifestsExist),
  verify(handoverToFluxIsDeclared),
  verify(dependenciesResolve),
  verify(customResourcesFollowTheirCrds),
  verify(objectsHaveOneOwner),
  verify(substitutionsResolve),
  verify(clustersAreDistinct),
  verify(gitSourceTracksTheBranch),
  verify(releasesHaveOneDefinition),
  verify(healthChecksNameWhatFluxManages),
  verify(loadBalancerAddressesComeFromThePool),
  verify(storageRunsWhereItBelongs),
  verify(clusterMeshIsDeclaredWhole),
  verify(secretsAreEncrypted),
  verify(bootstrapTaskRunsEveryStep),
  verify(runbookRecordsTheTimings),
]);
