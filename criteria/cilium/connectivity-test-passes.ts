import { criterion, type Finding, type Unseen } from "../criterion.ts";
import { withoutCilium } from "../derive/cilium.ts";
import { cut } from "../../observations/kubernetes.ts";

/** A pattern that matches no test prints "All 0 tests successful" and exits 0: the count is judged. */
export default criterion({
  id: "cilium/connectivity-test-passes",
  title: "`cilium connectivity test` passes, with at least the profile's number of tests really run",
  fails: "Cilium's connectivity test fails",
  why: "It is the only check that sends packets: policies, services, DNS and the way out, from every kind of pod.",
  serves: ["AC6", "VC"],
  needs: ["ciliumConnectivity"],
  restsOn: ["cilium/status-is-ok", "components/coredns-answers"],
  advice:
    "cilium connectivity test --test '<name>' -v; cilium sysdump; the test's Hubble flows show where packets are dropped",

  irrelevant: (profile) =>
    withoutCilium(profile) ??
    (profile.cilium?.connectivity.scope === "off"
      ? "the profile leaves the connectivity test off; --connectivity full runs it"
      : undefined),

  examine({ ciliumConnectivity }, { profile }) {
    const { scope, exit, killed, summaries, failedTests, begun, error, leftover } = ciliumConnectivity;
    const settings = profile.cilium?.connectivity;
    const wanted = Math.max(1, (scope === "full" ? settings?.minimumTests : settings?.smoke.length) ?? 1);
    const because = error ? `: ${cut(error)}` : "";
    const run = summaries.reduce((sum, summary) => sum + summary.run, 0);
    const findings: Finding[] = failedTests.map((name) => ({
      subject: `test/${name}`,
      expected: "passed",
      actual: "failed",
    }));
    const unseen: Unseen[] = [];
    for (const { namespace, failed, run } of summaries) {
      if (failed > 0 && failedTests.length === 0)
        findings.push({ subject: `tests/${namespace}`, expected: "all passed", actual: `${failed} of ${run} failed` });
    }
    if (begun < run && findings.length === 0)
      unseen.push({
        subject: "cilium connectivity test",
        reason: `its output names ${begun} of ${run} tests: it is not whole`,
      });
    if (killed || exit === undefined)
      unseen.push({ subject: "cilium connectivity test", reason: "was killed before its end" });
    else if (summaries.length === 0)
      unseen.push({
        subject: "cilium connectivity test",
        reason: `ended with exit ${exit} before any result${because}`,
      });
    else if (run < wanted)
      findings.push({
        subject: "cilium connectivity test",
        expected: `at least ${wanted} tests`,
        actual: `${run} were run`,
      });
    else if (exit !== 0 && findings.length === 0)
      findings.push({
        subject: "cilium connectivity test",
        expected: "exit 0",
        actual: `exit ${exit}${because}`,
      });
    return {
      examined: run,
      findings,
      unseen,
      remarks: [
        `scope ${scope}: ${run} tests, ${summaries.reduce((sum, { skipped }) => sum + skipped, 0)} skipped`,
        ...(leftover === undefined ? [] : [leftover]),
      ],
    };
  },
});
