import { criterion, type Finding } from "../criterion.ts";
import { daysUntil, sameServer } from "../derive/credentials.ts";

/** AC2's kubeconfig: it exists, has the context, its credential is still valid, and it leads to the profile's endpoint. */
export default criterion({
  id: "prerequisites/kubeconfig-names-a-usable-context",
  title: "The kubeconfig has the profile's context, a valid credential, and leads to the profile's endpoint",
  fails: "The kubeconfig is not usable",
  why: "A kubeconfig of yesterday's cluster, or an expired one, lets every later check look at the wrong thing or at nothing.",
  serves: ["AC2", "T2"],
  needs: ["kubeconfig"],
  restsOn: [],
  advice: "talosctl -n <control-plane> kubeconfig --force; kubectl config get-contexts",

  examine({ kubeconfig }, { profile, now }) {
    const { context, contexts, certificate, tokenExpires, path } = kubeconfig;
    const wanted = profile.kubernetes.context ?? kubeconfig.currentContext ?? "a current context";
    if (!context) {
      const actual = contexts.length === 0 ? "no context at all" : `contexts ${contexts.join(", ")}`;
      return {
        examined: 1,
        findings: [{ subject: `file/${path}`, expected: `context ${wanted}`, actual, hopeless: true }],
      };
    }
    const subject = `context/${context.name}`;
    const findings: Finding[] = [];
    if (!sameServer(context.server, profile.kubernetes.endpoint)) {
      findings.push({
        subject,
        expected: `server ${profile.kubernetes.endpoint}`,
        actual: context.server || "no server",
        hopeless: true,
      });
    }
    if (context.credential === "none") {
      findings.push({
        subject,
        expected: "a client certificate, token or exec plugin",
        actual: "no credential",
        hopeless: true,
      });
    }
    const ends = certificate?.notAfter ?? tokenExpires;
    if (ends !== undefined && Date.parse(ends) <= now.getTime()) {
      findings.push({
        subject,
        expected: `a credential that is valid at ${now.toISOString()}`,
        actual: `it expired ${ends}`,
        since: ends,
        hopeless: true,
      });
    }
    if (certificate && Date.parse(certificate.notBefore) > now.getTime()) {
      findings.push({
        subject,
        expected: "a client certificate that is valid already",
        actual: `valid from ${certificate.notBefore}`,
      });
    }
    const remarks =
      ends === undefined
        ? [`a ${context.credential} credential: its end is not in the file`]
        : [`the credential is valid for ${daysUntil(ends, now)} more days`];
    return { examined: 1, findings, remarks };
  },
});
