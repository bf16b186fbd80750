import corednsAnswers from "../criteria/components/coredns-answers.ts";
import haveOneOwner from "../criteria/components/have-one-owner.ts";
import releasesAreDeployed from "../criteria/components/releases-are-deployed.ts";
import spegelMirrors from "../criteria/components/spegel-mirrors.ts";
import versionsMatch from "../criteria/components/versions-match.ts";
import webhooksAreWired from "../criteria/components/webhooks-are-wired.ts";
import wereInstalledInOrder from "../criteria/components/were-installed-in-order.ts";
import workloadsAreRolledOut from "../criteria/components/workloads-are-rolled-out.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("60-components", "Components", [
  verify(releasesAreDeployed, { within: "10m" }),
  verify(versionsMatch),
  verify(wereInstalledInOrder),
  verify(workloadsAreRolledOut, { within: "10m" }),
  verify(corednsAnswers, { within: "5m" }),
  verify(spegelMirrors, { within: "5m" }),
  verify(webhooksAreWired, { within: "5m" }),
  verify(haveOneOwner, { within: "1m" }),
]);
