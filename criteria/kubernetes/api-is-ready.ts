import { criterion, each, type Finding } from "../criterion.ts";
import { sameServer } from "../derive/credentials.ts";

/** https://kubernetes.io/docs/reference/using-api/health-checks/ */
export default criterion({
  id: "kubernetes/api-is-ready",
  title: "/readyz answers ok with every named check, on the profile's endpoint",
  fails: "The API server is not ready",
  why: "An API server whose etcd or informers are not ready answers some requests and lies in others.",
  serves: ["AC2"],
  needs: ["readyz"],
  restsOn: [
    "prerequisites/cluster-is-the-one-named",
    "talos/control-plane-is-bootstrapped",
    "talos/etcd-raises-no-alarm",
    "talos/services-are-healthy",
  ],
  advice: "kubectl get --raw '/readyz?verbose'; talosctl -n <control-plane> containers -k",

  examine({ readyz }, { profile }) {
    const examination = each(readyz.checks, ({ name, ok }): Finding | undefined =>
      ok ? undefined : { subject: `readyz/${name}`, expected: "ok", actual: "failed" },
    );
    if (!sameServer(readyz.server, profile.kubernetes.endpoint)) {
      examination.findings.push({
        subject: "cluster/endpoint",
        expected: profile.kubernetes.endpoint,
        actual: readyz.server,
        hopeless: true,
      });
    }
    if (!readyz.ok && examination.findings.length === 0) {
      examination.findings.push({
        subject: "cluster/readyz",
        expected: "readyz check passed",
        actual: "not said, though no check failed",
      });
    }
    return examination;
  },
});
