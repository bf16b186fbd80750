import type { Profile } from "../../../clusters/profile.ts";
import { base64, hash, managed, uidOf, type Builder } from "../builder.ts";
import { releaseTimes } from "../schedule.ts";

type Release = Profile["releases"][number];

/** The webhook configurations that the profile names, with a CA and a Service that answers. */
export function addWebhooks(b: Builder, release: Release): void {
  const { start, end } = releaseTimes(b.times, release.name);
  for (const name of release.webhooks) {
    const workload = release.workloads.find((it) => it.name.endsWith("webhook"))?.name ?? release.name;
    const caBundle = base64(
      `-----BEGIN CERTIFICATE-----\n${base64(hash("ca", release.name))}\n-----END CERTIFICATE-----\n`,
    );
    const metadata = {
      name,
      generation: 2,
      creationTimestamp: b.at(start + 2),
      labels: {
        "app.kubernetes.io/managed-by": "Helm",
        "app.kubernetes.io/instance": release.name,
      },
      annotations: {
        "meta.helm.sh/release-name": release.name,
        "meta.helm.sh/release-namespace": release.namespace,
      },
      managedFields: [
        managed("helm", "Update", b.at(start + 2), "v1"),
        managed("cainjector", "Apply", b.at(end - 4), "v1"),
      ],
    };
    const webhook = (path: string) => ({
      name: WEBHOOK_NAMES[name] ?? `${path}.${release.name}.io`,
      admissionReviewVersions: ["v1"],
      failurePolicy: "Fail",
      sideEffects: "None",
      matchPolicy: "Equivalent",
      timeoutSeconds: 10,
      clientConfig: {
        caBundle,
        service: {
          namespace: release.namespace,
          name: workload,
          port: 443,
          path: `/${path}`,
        },
      },
      rules: [
        {
          apiGroups: [release.name.endsWith("secrets") ? "external-secrets.io" : "cert-manager.io"],
          apiVersions: ["v1"],
          operations: ["CREATE", "UPDATE"],
          resources: ["*"],
          scope: "*",
        },
      ],
    });
    const of = (kind: string, path: string) =>
      b.add({
        apiVersion: "admissionregistration.k8s.io/v1",
        kind,
        metadata: { ...metadata, uid: uidOf(kind, undefined, name) },
        webhooks: [webhook(path)],
      });
    of("ValidatingWebhookConfiguration", "validate");
    if (release.name === "cert-manager") of("MutatingWebhookConfiguration", "mutate");
  }
}

const WEBHOOK_NAMES: Record<string, string> = {
  "cert-manager-webhook": "webhook.cert-manager.io",
  "secretstore-validate": "validate.secretstore.external-secrets.io",
  "externalsecret-validate": "validate.externalsecret.external-secrets.io",
};
