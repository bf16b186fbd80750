import { criterion, type Finding } from "../criterion.ts";
import { daysUntil } from "../derive/credentials.ts";

/** Read from the file: what talosctl says of an expired certificate differs from run to run. */
export default criterion({
  id: "prerequisites/talosconfig-is-valid",
  title: "The talosconfig has the context, its endpoints, and a client certificate that is still valid",
  fails: "The talosconfig is not usable",
  why: "Its certificate lives a year; on the day that it ends no machine can be asked anything.",
  serves: ["T1"],
  needs: ["talosconfig"],
  restsOn: [],
  advice: "talosctl config info; `talosctl config new` makes another certificate while this one is valid",

  irrelevant: ({ talos }) => (talos ? undefined : "the profile's machines are not Talos"),

  examine({ talosconfig }, { profile, now }) {
    const { context, contexts, certificate, path } = talosconfig;
    if (!context) {
      const actual = contexts.length > 0 ? `contexts ${contexts.join(", ")}` : "no context at all";
      const expected = `context ${profile.talos?.context ?? "that is current"}`;
      return { examined: 1, findings: [{ subject: `file/${path}`, expected, actual, hopeless: true }] };
    }
    const subject = `talosconfig/${context.name}`;
    const findings: Finding[] = [];
    const wanted = profile.talos?.endpoints ?? [];
    const missing = wanted.filter((endpoint) => !context.endpoints.includes(endpoint));
    if (context.endpoints.length === 0)
      findings.push({ subject, expected: "endpoints", actual: "none", hopeless: true });
    else if (missing.length > 0) {
      findings.push({
        subject,
        expected: `endpoints ${wanted.join(", ")}`,
        actual: context.endpoints.join(", "),
        hopeless: true,
      });
    }
    if (!certificate)
      return { examined: 1, findings, unseen: [{ subject, reason: "the context holds no client certificate" }] };
    if (Date.parse(certificate.notAfter) <= now.getTime()) {
      findings.push({
        subject,
        expected: `a client certificate that is valid at ${now.toISOString()}`,
        actual: `it expired ${certificate.notAfter}`,
        since: certificate.notAfter,
        hopeless: true,
      });
    } else if (Date.parse(certificate.notBefore) > now.getTime()) {
      findings.push({
        subject,
        expected: "a client certificate that is valid already",
        actual: `valid from ${certificate.notBefore}`,
      });
    }
    const roles = certificate.organizations.join(", ") || "none";
    return {
      examined: 1,
      findings,
      remarks: [
        `the client certificate is valid for ${daysUntil(certificate.notAfter, now)} more days; roles: ${roles}`,
      ],
    };
  },
});
