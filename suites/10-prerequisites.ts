import accessIsEnoughAndReadOnly from "../criteria/prerequisites/access-is-enough-and-read-only.ts";
import ageKeyIsAvailable from "../criteria/prerequisites/age-key-is-available.ts";
import clusterIsTheOneNamed from "../criteria/prerequisites/cluster-is-the-one-named.ts";
import kubeconfigNamesAUsableContext from "../criteria/prerequisites/kubeconfig-names-a-usable-context.ts";
import onePasswordIsSignedIn from "../criteria/prerequisites/one-password-is-signed-in.ts";
import profileCoversTheCluster from "../criteria/prerequisites/profile-covers-the-cluster.ts";
import talosApiIsReachable from "../criteria/prerequisites/talos-api-is-reachable.ts";
import talosconfigIsValid from "../criteria/prerequisites/talosconfig-is-valid.ts";
import toolsAreInstalled from "../criteria/prerequisites/tools-are-installed.ts";
import { suite, verify } from "../helpers/session/suite.ts";

export default suite("10-prerequisites", "Prerequisites", [
  verify(kubeconfigNamesAUsableContext),
  verify(clusterIsTheOneNamed, { within: "1m" }),
  verify(accessIsEnoughAndReadOnly, { within: "1m" }),
  verify(profileCoversTheCluster),
  verify(toolsAreInstalled),
  verify(talosconfigIsValid),
  verify(talosApiIsReachable, { within: "2m" }),
  verify(ageKeyIsAvailable),
  verify(onePasswordIsSignedIn),
]);
