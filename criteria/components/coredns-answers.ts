import { criterion, each, type Finding } from "../criterion.ts";

/** https://coredns.io/plugins/ready/ and https://coredns.io/plugins/metrics/ */
export default criterion({
  id: "components/coredns-answers",
  title: "Every CoreDNS pod is ready on its own port and serves answers",
  why: "A Deployment is available while its upstream is not; without names nothing finds anything.",
  serves: ["VC"],
  needs: [],
  // a name that no pod resolved is a fail, whether CoreDNS could be asked itself or not
  wants: ["coredns", "dnsProbe"],
  restsOn: ["components/workloads-are-rolled-out", "cilium/status-is-ok"],
  advice:
    "kubectl -n kube-system logs -l k8s-app=kube-dns; npm test -- --cluster <name> --only components/coredns-answers --probes",

  irrelevant: ({ releases }) =>
    releases.some(({ name }) => name === "coredns") ? undefined : "the profile lists no release coredns",

  examine({ coredns: asked, dnsProbe }) {
    const coredns = asked ?? [];
    const hidden = coredns.filter(({ ready, reached }) => !ready && reached === false);
    const seen = coredns.filter((pod) => !hidden.includes(pod));
    const examination = each(seen, ({ pod, ready, detail, responses }): Finding | undefined => {
      const subject = `pod/${pod}`;
      if (!ready) return { subject, expected: "200 from /ready", actual: detail };
      const good = (responses["NOERROR"] ?? 0) + (responses["NXDOMAIN"] ?? 0);
      // Of these none is good where nothing good was counted.
      const counted = Object.entries(responses).filter(([, count]) => count > 0);
      if (good > 0 || counted.length === 0) return undefined;
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
      // names that resolve do not stand for pods that nobody saw: something else may have answered
      examined: examination.examined === 0 ? 0 : examination.examined + (dnsProbe?.length ?? 0),
      findings: [...examination.findings, ...probed],
      unseen: [
        ...(asked ? [] : [{ subject: "coredns", reason: "its pods could not be asked" }]),
        ...hidden.map(({ pod, detail }) => ({
          subject: `pod/${pod}`,
          reason: `the API's proxy did not reach it: ${detail}`,
        })),
      ],
      remarks: idle.map(({ pod }) => `pod/${pod} is ready; no answer of it was counted`),
    };
  },
});
