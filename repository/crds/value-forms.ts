import { groupOf } from "../../observations/kubernetes.ts";
import type { Fault } from "../finding.ts";
import type { BuiltObject } from "../kustomize/build.ts";
import { at, get, isUnresolved, type Path } from "../yaml/documents.ts";

/**
 * Text that the CRDs of Flux refuse by its form (`pattern`): how long something takes, and where a source lies.
 * https://fluxcd.io/flux/components/source/api/v1/, https://fluxcd.io/flux/components/kustomize/api/v1/,
 * https://fluxcd.io/flux/components/helm/api/v2/
 */
export function formFaults({ apiVersion, kind, value, document }: BuiltObject): Fault[] {
  const forms = FORMS[`${groupOf(apiVersion)} ${kind}`] ?? [];
  return forms.flatMap(({ path, form }): Fault[] => {
    const text = get(value, ...path);
    if (typeof text !== "string" || isUnresolved(text) || /\$\{|\{\{/.test(text) || form.pattern.test(text)) return [];
    return [
      {
        expected: `${form.words} in ${path.join(".")} of ${kind}`,
        actual: `${path.join(".")} is ${JSON.stringify(text.replace(/\/\/[^/]*@/, "//…@"))}`,
        where: at(document, path),
        because: `The API server refuses it (should match ${form.pattern.source.replaceAll("\\/", "/")}), and nothing of what is applied with it comes.`,
        mend: form.mend(text),
      },
    ];
  });
}

interface Form {
  pattern: RegExp;
  words: string;
  mend(text: string): string;
}

const DURATION: Form = {
  pattern: /^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/,
  words: "a duration like 1h30m (units ms, s, m, h)",
  mend: (text) => {
    const days = /^(\d+)\s*d(?:ays?)?$/.exec(text)?.[1];
    return days === undefined ? "Write it like 10m or 1h." : `Write ${Number(days) * 24}h: there is no unit for days.`;
  },
};

const urlOf = (schemes: readonly string[], instead: string): Form => ({
  pattern: new RegExp(`^(${schemes.join("|")})://.*$`),
  words: `a URL with ${schemes.map((one) => `${one}://`).join(" or ")}`,
  mend: () => instead,
});

const durations = (...paths: string[]): { path: Path; form: Form }[] =>
  paths.map((path) => ({ path: path.split("."), form: DURATION }));

const url = (...form: Parameters<typeof urlOf>): { path: Path; form: Form } => ({
  path: ["spec", "url"],
  form: urlOf(...form),
});

const SOURCE = durations("spec.interval", "spec.timeout");

const FORMS: Record<string, { path: Path; form: Form }[]> = {
  "kustomize.toolkit.fluxcd.io Kustomization": durations("spec.interval", "spec.retryInterval", "spec.timeout"),
  "helm.toolkit.fluxcd.io HelmRelease": durations(
    ...["spec.interval", "spec.timeout", "spec.chart.spec.interval"],
    ...["install", "upgrade", "rollback", "uninstall", "test"].map((action) => `spec.${action}.timeout`),
  ),
  "source.toolkit.fluxcd.io GitRepository": [
    ...SOURCE,
    url(
      ["http", "https", "ssh"],
      "Write https://<host>/<path>, or ssh://git@<host>/<path> instead of git@<host>:<path>.",
    ),
  ],
  "source.toolkit.fluxcd.io OCIRepository": [
    ...SOURCE,
    url(["oci"], "Write oci:// before the host, or use a HelmRepository for a repository of charts over https."),
  ],
  "source.toolkit.fluxcd.io HelmRepository": [
    ...SOURCE,
    url(["http", "https", "oci"], "Write the URL with its scheme."),
  ],
  "source.toolkit.fluxcd.io HelmChart": durations("spec.interval"),
  "source.toolkit.fluxcd.io Bucket": SOURCE,
};
