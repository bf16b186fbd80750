import type { BuiltObject } from "../kustomize/build.ts";
import { at, get, isRecord, record } from "../yaml/documents.ts";
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

/** The Flux version of these controllers: https://github.com/fluxcd/flux2/releases/tag/v2.9.0 */
const KNOWN_UP_TO = [2, 9] as const;

/** Fields of `spec` that the CRD does not have; `undefined` where its fields are not known here. */
export function unknownFields(
  { apiVersion, kind, value, document }: BuiltObject,
  flux?: readonly [major: number, minor: number],
): Fault[] | undefined {
  const [major, minor] = flux ?? KNOWN_UP_TO;
  if (major > KNOWN_UP_TO[0] || (major === KNOWN_UP_TO[0] && minor > KNOWN_UP_TO[1])) return undefined;
  const fields = FIELDS[`${apiVersion} ${kind}`]?.split(" ");
  const spec = get(value, "spec");
  if (!fields || !isRecord(spec)) return undefined;
  return Object.keys(record(spec))
    .filter((key) => !fields.includes(key) && !key.includes("${"))
    .map((key) => ({
      expected: `a field of ${kind} (${apiVersion})`,
      actual: `spec.${key}, which its CRD does not have`,
      where: at(document, ["spec", key]),
      because:
        "The API server refuses it (field not declared in schema), and nothing of what is applied with it comes.",
      mend: mendOf(key, fields),
    }));
}

function mendOf(key: string, fields: readonly string[]): string {
  const meant = fields.find((field) => field.startsWith(key.slice(0, 4)) && Math.abs(field.length - key.length) <= 2);
  return meant === undefined ? `Remove ${key}.` : `Write ${meant}, or remove it.`;
}
