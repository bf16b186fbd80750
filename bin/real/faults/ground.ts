import { gone, shell, type Command } from "../fault.ts";

/** Everything that the faults need of their own stands here. */
export const NAMESPACE = "assay-real";

const web = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "web",
            image: "registry.k8s.io/pause:3.10",
            imagePullPolicy: "IfNotPresent",
            envFrom: [{ secretRef: { name: "web" } }],
          },
        ],
      },
    },
  },
};

const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "web" }, stringData: { user: "nobody" } };

const chart = { apiVersion: "v2", name: "assay-real", version: "1.0.0" };

/** A Helm release with a Deployment that needs a Secret: what is deleted of it, Helm brings back. */
export const release: Command = shell(
  [
    "mkdir -p $KEPT/chart/templates",
    `echo '${JSON.stringify(chart)}' >$KEPT/chart/Chart.yaml`,
    `echo '${JSON.stringify(web)}' >$KEPT/chart/templates/web.yaml`,
    `echo '${JSON.stringify(secret)}' >$KEPT/chart/templates/secret.yaml`,
    `helm upgrade --install assay-real $KEPT/chart --namespace ${NAMESPACE} --create-namespace --wait --timeout 3m`,
  ].join("\n"),
);

/** Removes all of it. */
export const cleared: Command = gone("namespace", NAMESPACE);
