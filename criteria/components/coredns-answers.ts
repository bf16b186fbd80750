import type { ApiObservations, ForwardedAnswers } from "../../observations/api.ts";
import { criterion, each, type Finding } from "../criterion.ts";

/** https://coredns.io/plugins/ready/ and https://coredns.io/plugins/metrics/ */
export default criterion({
  id: "components/coredns-answers",
  title: "Every CoreDNS pod is ready on its own port and answers, names outside the cluster too",
  fails: "DNS does not answer",
  why: "A Deployment is available while its upstream is not; without names nothing finds anything.",
  serves: ["VC"],
  needs: [],
  // a name that no pod resolved is a fail, whether CoreDNS could be asked itself or not
  wants: ["coredns", "dnsProbe"],
  restsOn: ["components/workloads-are-rolled-out", "cilium/status-is-ok"],
  advice:
    "kubectl -n kube-system logs -l k8s-app=kube-dns; kubectl -n kube-system get configmap coredns -o yaml; npx assay --cluster <cluster> --only components/coredns-answers --probes",

  examine({ coredns: asked, dnsProbe }, { profile }) {
    const coredns = asked ?? [];
    const hidden = coredns.filter(({ ready, reached }) => !ready && reached === false);
    const seen = coredns.filter((pod) => !hidden.includes(pod));
    const examination = each(seen, (of): Finding | undefined => {
      const { ready, detail, responses, forwarded } = of;
      const subject = subjectOf(of);
      if (!ready) return { subject, expected: "200 from /ready", actual: detail };
      const good = (responses["NOERROR"] ?? 0) + (responses["NXDOMAIN"] ?? 0);
      // Of these none is good where nothing good was counted.
      const counted = Object.entries(responses).filter(([, count]) => count > 0);
      const outside = forwarded && failsOutside(subject, forwarded);
      if (outside || good > 0 || counted.length === 0) return outside;
      return {
        subject,
        expected: "answers",
        actual: `only ${counted.map(([rcode, count]) => `${count} ${rcode}`).join(", ")}`,
      };
    });
    const idle = coredns.filter(
      ({ ready, responses }) => ready && Object.values(responses).every((count) => count === 0),
    );
    const probed = (dnsProbe ?? []).flatMap(({ name, resolved, detail }): Finding[] =>
      resolved ? [] : [{ subject: `name/${name}`, expected: "resolved from a pod", actual: detail || "not resolved" }],
    );
    return {
      // kind, kubeadm and Talos bring one of their own, which is no release
      ...(!profile.releases.some(({ name }) => name === "coredns") && {
        inapplicable: "the profile lists no release coredns, and no pod with its label runs in kube-system",
      }),
      // names that resolve do not stand for pods that nobody saw: something else may have answered
      examined: examination.examined === 0 ? 0 : examination.examined + (dnsProbe?.length ?? 0),
      findings: [...examination.findings, ...probed],
      unseen: [
        ...(asked ? [] : [{ subject: "coredns", reason: "its pods could not be asked" }]),
        ...hidden.map((of) => ({
          subject: subjectOf(of),
          reason: `the API's proxy did not reach it: ${of.detail}`,
        })),
      ],
      remarks: [
        ...idle.map((of) => `${subjectOf(of)} is ready; no answer of it was counted`),
        ...seen.flatMap((of) => failedAtTimes(subjectOf(of), of.forwarded)),
      ],
    };
  },
});

const subjectOf = ({ namespace, pod }: ApiObservations["coredns"][number]): string =>
  namespace === undefined ? `pod/${pod}` : `pod/${namespace}/${pod}`;

/** So many failures are no start of a pod: its own loop probe fails once or twice where its upstream comes late. */
const SOME = 10;
/** So many, and so many times what was answered, are no passing trouble. */
const MANY = 100;
const TIMES = 10;

/** Names of the cluster are answered by another plugin, and clear nothing of forward's failures. */
function failsOutside(subject: string, { good, bad, broken }: ForwardedAnswers): Finding | undefined {
  const isDead = good === 0 && (bad >= SOME || broken >= SOME);
  const isFailing = bad >= MANY && bad >= TIMES * good;
  if (!isDead && !isFailing) return undefined;
  const answered = good === 0 ? "no answer" : `${good} answers`;
  const unhealthy = broken > 0 ? `; ${broken} times no upstream was healthy` : "";
  return {
    subject,
    expected: "names outside the cluster answered by the upstream of plugin forward",
    actual: `plugin forward gave ${answered} and ${bad} failures (SERVFAIL, REFUSED)${unhealthy}`,
  };
}

function failedAtTimes(subject: string, forwarded: ForwardedAnswers | undefined): string[] {
  if (forwarded === undefined || forwarded.broken === 0 || failsOutside(subject, forwarded)) return [];
  return [`${subject}: ${forwarded.broken} times since its start no upstream of plugin forward was healthy`];
}
