import type { Fault } from "../scenario.ts";
import type { LabObject } from "../world.ts";
import { revised } from "./helm.ts";
import { add, all, edit, patch, specOf } from "./objects.ts";

const BUNDLE = Buffer.from("-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n").toString("base64");

/** A configuration with one webhook that intercepts the objects of a group. */
export const webhookAdded = (
  name: string,
  service: { namespace: string; name: string },
  {
    group,
    failurePolicy = "Fail",
    hasCa = true,
  }: { group: string; failurePolicy?: "Fail" | "Ignore"; hasCa?: boolean },
): Fault =>
  add({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: name.replaceAll(".", "-") },
    webhooks: [
      {
        ...{ name, failurePolicy, sideEffects: "None", admissionReviewVersions: ["v1"] },
        clientConfig: { ...(hasCa && { caBundle: BUNDLE }), service: { ...service, path: "/validate", port: 443 } },
        rules: [{ apiGroups: [group], apiVersions: ["*"], operations: ["CREATE", "UPDATE"], resources: ["*"] }],
      },
    ],
  });

/** The objects of these kinds are stored in two versions, and a Service converts them. */
export const convertedBy = (crds: RegExp, service: { namespace: string; name: string }): Fault =>
  patch("CustomResourceDefinition", crds, {
    spec: {
      conversion: {
        strategy: "Webhook",
        webhook: { conversionReviewVersions: ["v1"], clientConfig: { service: { ...service, path: "/convert" } } },
      },
    },
    status: { storedVersions: ["v1beta1", "v1"] },
  });

/** An ExternalSecret that is synced, as it says, with one key. */
export const syncedSecret = (place: string, key: string): Fault => {
  const [namespace = "", name = ""] = place.split("/");
  return add({
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name, namespace },
    spec: {
      ...{ refreshInterval: "1h0m0s", refreshPolicy: "Periodic" },
      secretStoreRef: { kind: "ClusterSecretStore", name: "onepassword-connect" },
      target: { name, creationPolicy: "Owner" },
      data: [{ secretKey: key, remoteRef: { key: name, property: key } }],
    },
    status: {
      ...{ refreshTime: "2026-01-05T09:55:00Z", binding: { name } },
      conditions: [
        {
          ...{ type: "Ready", status: "True", reason: "SecretSynced", message: "secret synced" },
          lastTransitionTime: "2026-01-05T09:31:00Z",
        },
      ],
    },
  });
};

/** The manifest of a release holds a further object. */
export const alsoReleased = (release: string, { apiVersion, kind, metadata }: LabObject): Fault =>
  revised(release, 1, (content) => {
    const { name, namespace } = metadata;
    const at = namespace === undefined ? "" : `\n  namespace: ${namespace}`;
    content["manifest"] =
      `${String(content["manifest"])}\n---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}${at}\n`;
  });

/** A Service whose pods are not found any more. */
export const withoutEndpoints = (service: RegExp): Fault =>
  edit("EndpointSlice", service, (slice) => {
    slice["endpoints"] = [];
  });

export const deselected = (service: string, slices: RegExp): Fault =>
  all(
    edit("Service", service, (object) => {
      specOf(object)["selector"] = { app: "renamed" };
    }),
    withoutEndpoints(slices),
  );
