import { criterion, type Finding } from "../criterion.ts";
import { sameServer } from "../derive/credentials.ts";

/**
 * One operator may hold the kubeconfigs of several clusters: judged before anything else is asked. When it fails, nothing else is
 * judged, because everything that would be said would be said of another cluster.
 */
export default criterion({
  id: "prerequisites/cluster-is-the-one-named",
  title: "What answers is the cluster that the profile names",
  why: "A green report about another cluster is worse than none.",
  serves: ["S3"],
  needs: ["identity", "nodes"],
  restsOn: ["prerequisites/kubeconfig-names-a-usable-context"],
  advice: "kubectl cluster-info; kubectl get nodes -o wide; compare with the profile's endpoint and nodes",

  examine({ identity, nodes }, { profile }) {
    const { endpoint, kubeSystemUid, caFingerprint } = profile.kubernetes;
    const findings: Finding[] = [];
    const differs = (subject: string, expected: string, actual: string): void => {
      findings.push({ subject, expected, actual, hopeless: true });
    };
    if (!sameServer(identity.server, endpoint)) differs("cluster/endpoint", endpoint, identity.server);
    if (kubeSystemUid !== undefined && kubeSystemUid !== identity.kubeSystemUid) {
      differs("namespace/kube-system", `UID ${kubeSystemUid}`, `UID ${identity.kubeSystemUid}`);
    }
    if (caFingerprint !== undefined && caFingerprint.toLowerCase() !== identity.caFingerprint?.toLowerCase()) {
      differs("cluster/ca", `CA certificate ${caFingerprint}`, identity.caFingerprint ?? "the kubeconfig names no CA");
    }
    const names = nodes.flatMap(({ metadata }) => metadata?.name ?? []);
    const strangers = names.filter((name) => !profile.nodes.some((node) => node.name === name));
    // nodes that have not joined yet are a bootstrap under way; only strangers are another cluster
    if (names.length > 0 && strangers.length === names.length) {
      differs(
        "cluster/nodes",
        `nodes ${profile.nodes.map(({ name }) => name).join(", ")}`,
        `only others: ${strangers.join(", ")}`,
      );
    }
    return {
      examined: 1,
      findings,
      remarks: [`kube-system UID ${identity.kubeSystemUid}`, `asked as ${identity.username}`],
    };
  },
});
