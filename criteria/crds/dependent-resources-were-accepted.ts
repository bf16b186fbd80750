import { criterion, type Finding, type Unseen } from "../criterion.ts";

export default criterion({
  id: "crds/dependent-resources-were-accepted",
  title: "The resources that fail without their CRDs are there, in the number that the repository declares",
  fails: "Resources are missing that need their CRDs",
  why: "What was refused once is silently missing: seventeen alerts that nobody will ever get.",
  serves: ["S2"],
  needs: ["dependents"],
  restsOn: ["crds/required-are-established", "flux/everything-is-reconciled"],
  advice:
    "kubectl get <name> -A; flux get kustomizations -A; flux reconcile kustomization <flux-kustomization> -n <flux-namespace> --with-source",

  irrelevant: ({ crds }) => (crds.dependents.length > 0 ? undefined : "the profile names no dependent resources"),

  examine({ dependents }, { profile }) {
    const findings: Finding[] = [];
    const unseen: Unseen[] = [];
    let examined = 0;
    for (const { group, resource, atLeast } of profile.crds.dependents) {
      const subject = `resource/${resource}.${group}`;
      const found = dependents.find((it) => it.group === group && it.resource === resource);
      if (!found) {
        unseen.push({ subject, reason: "was not looked at" });
        continue;
      }
      examined += found.objects.length;
      if (found.objects.length < atLeast)
        findings.push({ subject, expected: `at least ${atLeast} objects`, actual: `${found.objects.length}` });
    }
    return { examined, findings, unseen };
  },
});
