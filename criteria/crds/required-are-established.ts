import { criterion, each, together, type Finding } from "../criterion.ts";
import { required } from "../derive/crds.ts";
import { conditionOf, inWords } from "../../observations/conditions.ts";
import { named, subjectOf } from "../../observations/kubernetes.ts";
import type { CustomResourceDefinition } from "../../observations/objects.ts";

/** Established is the API server's word that it serves the kind; NamesAccepted False leaves it out for good. */
export default criterion({
  id: "crds/required-are-established",
  title: "Every CRD that the profile names is there, accepted and established, and serves the version that is used",
  fails: "A CRD is missing or not established",
  why: "A resource whose CRD is missing is refused, and nothing tries again by itself, as happened to seventeen PrometheusRules.",
  serves: ["AC3", "T3", "VC"],
  needs: ["customResourceDefinitions"],
  restsOn: ["kubernetes/api-is-ready"],
  advice: "kubectl get crd <name> -o yaml; run the CRD phase of the bootstrap again",

  narrows: true,
  irrelevant: ({ crds }) => (crds.required.length > 0 ? undefined : "the profile names no CRD"),

  examine({ customResourceDefinitions }, { profile }) {
    const names = new Set(profile.crds.required.map((it) => required(it).name));
    const others = customResourceDefinitions.filter(({ metadata }) => !names.has(metadata?.name ?? ""));
    const examined = each(
      profile.crds.required.map(required),
      ({ name, version }): Finding | undefined => {
        const subject = `customresourcedefinition/${name}`;
        const crd = customResourceDefinitions.find(named(name));
        if (!crd) return { subject, expected: "a CustomResourceDefinition", actual: "none" };
        if (crd.metadata?.deletionTimestamp) {
          return {
            subject,
            expected: "established",
            actual: "is being deleted, with every object of its kind",
            since: crd.metadata.deletionTimestamp,
          };
        }
        const accepted = conditionOf(crd, "NamesAccepted");
        if (accepted?.status !== "True") {
          return {
            subject,
            expected: "NamesAccepted=True",
            actual: inWords(accepted, "NamesAccepted"),
            since: accepted?.lastTransitionTime,
          };
        }
        const established = conditionOf(crd, "Established");
        if (established?.status !== "True") {
          return {
            subject,
            expected: "Established=True",
            actual: inWords(established, "Established"),
            since: established?.lastTransitionTime,
          };
        }
        const served = servedBy(crd);
        if (served.length > 0 && (version === undefined || served.includes(version))) return undefined;
        return {
          subject,
          expected: `${version === undefined ? "a version" : `version ${version}`} served`,
          actual: `serves ${served.join(", ") || "no version"}`,
          hopeless: true,
        };
      },
      ({ name }) => `customresourcedefinition/${name}`,
    );
    return together(examined, each(others, servingNothing));
  },
});

const servedBy = ({ spec }: CustomResourceDefinition): string[] =>
  (spec?.versions ?? []).filter((it) => it.served).map((it) => it.name ?? "");

/** Its objects are kept, and nobody can read them: no finalizer of theirs goes either. */
function servingNothing(crd: CustomResourceDefinition): Finding | undefined {
  if (servedBy(crd).length > 0) return undefined;
  return {
    subject: subjectOf("customresourcedefinition", crd),
    expected: "a version served",
    actual: "serves no version",
  };
}
