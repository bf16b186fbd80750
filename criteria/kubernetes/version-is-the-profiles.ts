import { criterion, type Finding } from "../criterion.ts";
import { versionFits } from "../../clusters/notation/version.ts";
import { named } from "../../observations/kubernetes.ts";

export default criterion({
  id: "kubernetes/version-is-the-profiles",
  title: "The server and every kubelet run the profile's Kubernetes version",
  fails: "Wrong Kubernetes version",
  why: "A machine that missed an upgrade works until the skew is one minor too many.",
  serves: ["S4"],
  needs: ["serverVersion", "nodes"],
  restsOn: ["kubernetes/every-expected-node-is-ready", "talos/versions-match"],
  advice: "kubectl get nodes -o wide; talosctl -n <control-plane> upgrade-k8s --to <kubernetes-version>",

  irrelevant: ({ kubernetes }) => (kubernetes.version ? undefined : "the profile names no Kubernetes version"),

  examine({ serverVersion, nodes }, { profile }) {
    const expected = profile.kubernetes.version ?? "";
    const findings: Finding[] = [];
    const unseen: { subject: string; reason: string }[] = [];
    if (!versionFits(expected, serverVersion.gitVersion)) {
      findings.push({ subject: "cluster/version", expected, actual: serverVersion.gitVersion, hopeless: true });
    }
    for (const { name } of profile.nodes) {
      const version = nodes.find(named(name))?.status?.nodeInfo?.kubeletVersion;
      if (version === undefined) unseen.push({ subject: `node/${name}`, reason: "its kubelet's version is not known" });
      else if (!versionFits(expected, version))
        findings.push({ subject: `node/${name}`, expected: `kubelet ${expected}`, actual: version, hopeless: true });
    }
    return { examined: 1 + profile.nodes.length - unseen.length, findings, unseen };
  },
});
