import cameBeforeTheirUsers from "../criteria/crds/came-before-their-users.ts";
import dependentResourcesWereAccepted from "../criteria/crds/dependent-resources-were-accepted.ts";
import requiredAreEstablished from "../criteria/crds/required-are-established.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("50-crds", "Custom resource definitions", [
  verify(requiredAreEstablished, { within: "5m" }),
  verify(cameBeforeTheirUsers),
  verify(dependentResourcesWereAccepted, { within: "10m" }),
]);
