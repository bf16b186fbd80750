import type { BuiltObject } from "../kustomize/build.ts";
import { at, get, isRecord, list, record, type Path } from "../yaml/documents.ts";
import type { RepositoryFinding } from "../finding.ts";

/** A mistake in one object; the caller adds the subject. */
export type Fault = Omit<RepositoryFinding, "subject">;

/**
 * The fields of `spec`, by apiVersion and kind, in the CRDs of kustomize-controller v1.9.4, helm-controller v1.6.3 and
 * source-controller v1.9.1 (https://github.com/fluxcd/kustomize-controller/tree/v1.9.4/config/crd/bases and its like).
 * Older controllers know no others, because no field of these versions was ever removed. A newer Flux may know more.
 */
const FIELDS: Record<string, string> = {
  "kustomize.toolkit.fluxcd.io/v1 Kustomization":
    "buildMetadata commonMetadata components decryption deletionPolicy dependsOn force healthCheckExprs healthChecks ignore ignoreMissingComponents images interval kubeConfig namePrefix nameSuffix patches path postBuild prune retryInterval serviceAccountName sourceRef suspend targetNamespace timeout wait",
  "helm.toolkit.fluxcd.io/v2 HelmRelease":
    "chart chartRef commonMetadata dependsOn driftDetection healthCheckExprs install interval kubeConfig maxHistory persistentClient postRenderStrategy postRenderers releaseName rollback serviceAccountName storageNamespace suspend targetNamespace test timeout uninstall upgrade values valuesFrom waitStrategy",
  "source.toolkit.fluxcd.io/v1 GitRepository":
    "ignore include interval provider proxySecretRef recurseSubmodules ref secretRef serviceAccountName sparseCheckout suspend timeout url verify",
  "source.toolkit.fluxcd.io/v1 OCIRepository":
    "certSecretRef ignore insecure interval layerSelector provider proxySecretRef ref secretRef serviceAccountName suspend timeout url verify",
  "source.toolkit.fluxcd.io/v1 HelmRepository":
    "accessFrom certSecretRef insecure interval passCredentials provider secretRef suspend timeout type url",
  "source.toolkit.fluxcd.io/v1 HelmChart":
    "chart ignoreMissingValuesFiles interval reconcileStrategy sourceRef suspend valuesFiles verify version",
  "source.toolkit.fluxcd.io/v1 Bucket":
    "bucketName certSecretRef endpoint ignore insecure interval prefix provider proxySecretRef region secretRef serviceAccountName sts suspend timeout",
};

const REFERENCE = "apiVersion kind name namespace";
const REMEDIATION = "ignoreTestFailures remediateLastFailure retries";
const EXPRESSIONS = "apiVersion current failed inProgress kind";

/**
 * The same of what lies deeper below `spec`, by its path; `[]` is each item of a list. What a path does not name (values,
 * labels, patches' targets) may hold anything.
 */
const BELOW: Record<string, Record<string, string> | undefined> = {
  "kustomize.toolkit.fluxcd.io/v1 Kustomization": {
    sourceRef: REFERENCE,
    postBuild: "substitute substituteFrom substituteStrategy",
    "postBuild.substituteFrom[]": "kind name optional",
    decryption: "provider secretRef serviceAccountName",
    commonMetadata: "annotations labels",
    "dependsOn[]": "name namespace readyExpr",
    "healthChecks[]": REFERENCE,
    "healthCheckExprs[]": EXPRESSIONS,
    "patches[]": "patch target",
    "images[]": "digest name newName newTag",
  },
  "helm.toolkit.fluxcd.io/v2 HelmRelease": {
    chart: "metadata spec",
    "chart.spec": "chart ignoreMissingValuesFiles interval reconcileStrategy sourceRef valuesFiles verify version",
    "chart.spec.sourceRef": REFERENCE,
    chartRef: REFERENCE,
    install:
      "crds createNamespace disableHooks disableOpenAPIValidation disableSchemaValidation disableTakeOwnership disableWait disableWaitForJobs remediation replace serverSideApply skipCRDs strategy timeout",
    "install.remediation": REMEDIATION,
    "install.strategy": "name retryInterval",
    upgrade:
      "chartNameChangeStrategy cleanupOnFail crds disableHooks disableOpenAPIValidation disableSchemaValidation disableTakeOwnership disableWait disableWaitForJobs force preserveValues remediation serverSideApply strategy timeout",
    "upgrade.remediation": `${REMEDIATION} strategy`,
    "upgrade.strategy": "name retryInterval",
    rollback: "cleanupOnFail disableHooks disableWait disableWaitForJobs force recreate serverSideApply timeout",
    uninstall: "deletionPropagation disableHooks disableWait keepHistory timeout",
    test: "enable filters ignoreFailures timeout",
    driftDetection: "ignore mode",
    commonMetadata: "annotations labels",
    "dependsOn[]": "name namespace readyExpr",
    "valuesFrom[]": "kind literal name optional targetPath valuesKey",
    "healthCheckExprs[]": EXPRESSIONS,
    "postRenderers[]": "kustomize",
  },
};

/** The Flux version of these controllers: https://github.com/fluxcd/flux2/releases/tag/v2.9.0 */
const KNOWN_UP_TO = [2, 9] as const;

/** Fields of `spec`, and of what lies below it, that the CRD does not have; `undefined` where its fields are not known here. */
export function unknownFields(
  { apiVersion, kind, value, document }: BuiltObject,
  flux?: readonly [major: number, minor: number],
): Fault[] | undefined {
  const [major, minor] = flux ?? KNOWN_UP_TO;
  if (major > KNOWN_UP_TO[0] || (major === KNOWN_UP_TO[0] && minor > KNOWN_UP_TO[1])) return undefined;
  const fields = FIELDS[`${apiVersion} ${kind}`]?.split(" ");
  const spec = get(value, "spec");
  if (!fields || !isRecord(spec)) return undefined;
  const below = Object.entries(BELOW[`${apiVersion} ${kind}`] ?? {}).flatMap(([path, names]) =>
    placesOf(spec, path).map((place) => ({ place, names: names.split(" ") })),
  );
  return [{ place: [] as Path, names: fields }, ...below].flatMap(({ place, names }) =>
    Object.keys(record(get(spec, ...place)))
      .filter((key) => !names.includes(key) && !key.includes("${"))
      .map((key) => ({
        expected: `a field of ${kind} (${apiVersion})`,
        actual: `${inWords(["spec", ...place, key])}, which its CRD does not have`,
        where: at(document, ["spec", ...place, key]),
        because:
          "The API server refuses it (field not declared in schema), and nothing of what is applied with it comes.",
        mend: mendOf(key, names),
      })),
  );
}

/** The places that a path means in a spec: `postBuild.substituteFrom[]` is each of its items. */
const placesOf = (spec: unknown, path: string): Path[] =>
  path.split(".").reduce<Path[]>(
    (places, part) =>
      part.endsWith("[]")
        ? places.flatMap((place) => {
            const items = [...place, part.slice(0, -2)];
            return list(get(spec, ...items)).map((_, index) => [...items, index]);
          })
        : places.map((place) => [...place, part]),
    [[]],
  );

const inWords = (path: Path): string =>
  path.reduce<string>(
    (whole, part) => (typeof part === "number" ? `${whole}[${part}]` : whole === "" ? part : `${whole}.${part}`),
    "",
  );

function mendOf(key: string, fields: readonly string[]): string {
  const meant = fields.find((field) => field.startsWith(key.slice(0, 4)) && Math.abs(field.length - key.length) <= 2);
  return meant === undefined ? `Remove ${key}.` : `Write ${meant}, or remove it.`;
}
