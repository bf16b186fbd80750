import { criterion, type Finding } from "../criterion.ts";

/** One question a verb and list; what is refused is named with the checks that will be inconclusive for it. */
export default criterion({
  id: "prerequisites/access-is-enough-and-read-only",
  title: "The identity may read what the suites need, and no more where the profile demands it",
  fails: "assay may read too little, or more than allowed",
  why: "What may not be listed cannot be judged; and who only looks needs no right to write.",
  serves: ["reliability"],
  needs: ["access"],
  restsOn: ["prerequisites/cluster-is-the-one-named"],
  advice: "kubectl auth can-i --list; docs/rbac.yaml gives what suffices",

  examine({ access }, { profile }) {
    const refused = new Map<string, { verbs: string[]; rows: readonly string[]; reason?: string }>();
    for (const { verb, group, resource, allowed, rows, reason } of access.questions) {
      if (allowed) continue;
      const name = group ? `${resource}.${group}` : resource;
      const known = refused.get(name) ?? { verbs: [], rows, ...(reason && { reason }) };
      known.verbs.push(verb);
      refused.set(name, known);
    }
    const findings = [...refused].map(([name, { verbs, rows, reason }]): Finding => ({
      subject: `resource/${name}`,
      expected: `to be allowed to ${verbs.join(", ")}`,
      actual: `no ${verbs.join(", ")}${reason ? ` (${reason})` : ""}: ${rows.slice(0, 3).join(", ")}${rows.length > 3 ? ` and ${rows.length - 3} more checks` : ""} cannot be judged`,
    }));
    const mayWrite =
      access.mayWrite.slice(0, 5).join(", ") +
      (access.mayWrite.length > 5 ? ` and ${access.mayWrite.length - 5} more` : "");
    if (access.mayWrite.length > 0 && profile.kubernetes.readOnlyIdentity) {
      findings.push({
        subject: "identity/rights",
        expected: "an identity that only reads",
        actual: `it may ${mayWrite}`,
        hopeless: true,
      });
    }
    const remarks =
      access.mayWrite.length > 0 ? [`this identity may write: ${mayWrite}`] : ["this identity may only read"];
    return { examined: access.questions.length, findings, remarks };
  },
});
