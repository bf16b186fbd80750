import { leaving } from "../derive/deletion.ts";
import { criterion, each, momentOf, together, type Examination, type Finding } from "../criterion.ts";
import { conditionLacks, conditionOf, sinceIsNot } from "../../observations/conditions.ts";
import { inWords as durationInWords } from "../../clusters/notation/duration.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResource } from "../../observations/objects.ts";

/** https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.CertificateStatus */
export default criterion({
  id: "platform/certificates-are-valid",
  title: "The profile's issuers are Ready; every certificate is Ready, valid, and not due for renewal",
  fails: "A certificate or issuer is not valid",
  why: "A certificate that is not renewed today breaks what it protects on the day it expires.",
  serves: ["S4"],
  needs: ["certificates"],
  wants: ["clusterIssuers", "issuers"],
  restsOn: [
    "crds/required-are-established",
    "components/workloads-are-rolled-out",
    "secrets/external-secrets-are-synced",
  ],
  advice: "kubectl -n <namespace> describe <kind> <name>; kubectl describe clusterissuers; kubectl get challenges -A",

  irrelevant: ({ platform }) => (platform.certificates ? undefined : "the profile expects no certificates"),

  examine({ certificates, clusterIssuers, issuers }, context) {
    const { profile } = context;
    const looked = momentOf(context, "certificates");
    const wanted = profile.platform.certificates;
    const lists = { ClusterIssuer: clusterIssuers, Issuer: issuers };
    const missing = (wanted?.certificates ?? []).filter(
      ({ namespace, name }) => !certificates.some(named(name, namespace)),
    );
    return together(
      ...(wanted?.issuers ?? []).map(({ kind, name, namespace }) => {
        const subject = [kind.toLowerCase(), namespace, name].filter(Boolean).join("/");
        return issuerExamined(subject, lists[kind], lists[kind]?.find(named(name, namespace)));
      }),
      each(missing, ({ namespace, name }) => ({
        subject: `certificate/${namespace}/${name}`,
        expected: "a Certificate",
        actual: "none",
      })),
      each(certificates, (certificate: Certificate) => invalid(certificate, looked)),
    );
  },
});

type Certificate = CustomResource<object, { notAfter?: string; renewalTime?: string; lastFailureTime?: string }>;

function issuerExamined(subject: string, list: unknown, issuer: CustomResource | undefined): Examination {
  if (list === undefined)
    return { examined: 0, findings: [], unseen: [{ subject, reason: "its kind could not be listed" }] };
  if (!issuer) return { examined: 1, findings: [{ subject, expected: "an issuer", actual: "none" }] };
  const finding = notReady(subject, issuer);
  return { examined: 1, findings: finding ? [finding] : [] };
}

function notReady(subject: string, object: CustomResource): Finding | undefined {
  const going = leaving(subject, object);
  if (going) return going;
  const actual = conditionLacks(object, "Ready");
  if (actual === undefined) return undefined;
  return { subject, expected: "Ready=True", actual, since: sinceIsNot(conditionOf(object, "Ready")) };
}

/** Ready=True outlives a controller that stopped: the dates decide. Renewal begins at `renewalTime`, and takes moments. */
function invalid(certificate: Certificate, now: Date): Finding | undefined {
  const subject = subjectOf("certificate", certificate);
  const { notAfter, renewalTime, lastFailureTime } = certificate.status ?? {};
  const left = Date.parse(notAfter ?? "") - now.getTime();
  if (left <= 0) {
    const actual = `expired ${durationInWords(-left)} ago`;
    return { subject, expected: "a valid certificate", actual, since: notAfter };
  }
  const unready = notReady(subject, certificate);
  if (unready) return unready;
  if (Number.isNaN(left)) return { subject, expected: "a date of expiry", actual: "Ready=True, but no notAfter" };
  const overdue = now.getTime() - Date.parse(renewalTime ?? "");
  if (overdue < 0) return undefined;
  const failed = lastFailureTime ? `; last failure at ${lastFailureTime}` : "";
  const actual = Number.isNaN(overdue)
    ? "no renewalTime: nobody will renew it"
    : `renewal due for ${durationInWords(overdue)}, expires in ${durationInWords(left)}${failed}`;
  return { subject, expected: "not due for renewal", actual, ...(renewalTime && { since: renewalTime }) };
}
