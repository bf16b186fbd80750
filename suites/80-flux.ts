import checkPasses from "../criteria/flux/check-passes.ts";
import clusterKustomizationIsApplied from "../criteria/flux/cluster-kustomization-is-applied.ts";
import controllersAreReady from "../criteria/flux/controllers-are-ready.ts";
import deployKeyIsInPlace from "../criteria/flux/deploy-key-is-in-place.ts";
import everythingIsReconciled from "../criteria/flux/everything-is-reconciled.ts";
import gitSourceIsReady from "../criteria/flux/git-source-is-ready.ts";
import instanceIsReady from "../criteria/flux/instance-is-ready.ts";
import nothingIsStuck from "../criteria/flux/nothing-is-stuck.ts";
import nothingIsSuspended from "../criteria/flux/nothing-is-suspended.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("80-flux", "Flux", [
  verify(controllersAreReady, { within: "5m" }),
  verify(instanceIsReady, { within: "5m" }),
  verify(deployKeyIsInPlace, { within: "1m" }),
  verify(gitSourceIsReady, { within: "5m" }),
  verify(clusterKustomizationIsApplied, { within: "10m" }),
  verify(nothingIsSuspended),
  verify(nothingIsStuck, { within: "2m" }),
  verify(everythingIsReconciled, { within: "15m" }),
  verify(checkPasses, { within: "2m" }),
]);
