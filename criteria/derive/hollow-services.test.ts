import { describe, expect, test } from "vitest";
import { slicesByService } from "./endpoints.ts";
import { hollowServices } from "./hollow-services.ts";

const spec = {
  clusterIP: "10.96.0.9",
  clusterIPs: ["10.96.0.9"],
  selector: { app: "web" },
  ports: [{ name: "http", port: 80, targetPort: 8080 as number | string }],
};
const slice = (ports: object[], parts: object = {}) => ({
  metadata: {
    namespace: "apps",
    labels: {
      "kubernetes.io/service-name": "web",
      "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    },
  },
  ports,
  endpoints: [{ addresses: ["10.0.0.1"] }],
  ...parts,
});
const found = (changed: object, slices: object[] = [slice([{ name: "http", port: 8080 }])]) =>
  hollowServices(
    [{ metadata: { namespace: "apps", name: "web" }, spec: { ...spec, ...changed } }],
    slicesByService(slices),
  ).map(({ actual }) => actual);

describe("a Service that routes nothing", () => {
  test("whole, headless, of another place", () => {
    expect(found({})).toEqual([]);
    expect(found({ clusterIP: "None", clusterIPs: ["None"], ports: [] })).toEqual([]);
    expect(found({ type: "ExternalName", clusterIP: undefined, clusterIPs: undefined })).toEqual([]);
  });

  test("without address or port", () => {
    expect(found({ clusterIP: undefined })).toEqual(["no clusterIP"]);
    expect(found({ clusterIPs: undefined })).toEqual(["clusterIP is 10.96.0.9, clusterIPs is empty"]);
    expect(found({ ports: undefined })).toEqual(["no port"]);
    expect(found({ ports: [{ name: "http" }] })).toEqual(["a port without a number"]);
  });

  test("whose endpoints are of a selector or port that it has no more", () => {
    expect(found({ selector: undefined })).toEqual(["no selector, though its endpoints were found by one"]);
    expect(found({}, [slice([{ name: "web", port: 8080 }])])).toEqual(["its endpoints have no port http"]);
    expect(found({}, [slice([{ name: "http", port: 8081 }])])).toEqual([
      "its endpoints have port 8081 where it leads to 8080",
    ]);
  });

  test("the API server's own Service needs an endpoint", () => {
    const api = {
      metadata: { namespace: "default", name: "kubernetes" },
      spec: { ...spec, selector: undefined, ports: [{ name: "https", port: 443, targetPort: 6443 }] },
    };
    const of = (endpoints: object[]) => {
      const metadata = { namespace: "default", labels: { "kubernetes.io/service-name": "kubernetes" } };
      return slicesByService([{ metadata, ports: [{ name: "https", port: 6443 }], endpoints }]);
    };
    expect(hollowServices([api], of([{ addresses: ["10.0.0.1"], conditions: { ready: true } }]))).toEqual([]);
    expect(hollowServices([api], of([]))).toMatchObject([{ actual: "no endpoint of an API server for port 443" }]);
  });

  test("a port by name is the pods' to have; without a pod nothing is written", () => {
    expect(found({ ports: [{ name: "http", port: 80, targetPort: "metrics" }] })).toEqual([]);
    expect(found({}, [slice([], { endpoints: [] })])).toEqual([]);
    expect(found({ selector: undefined }, [slice([], { metadata: {} })])).toEqual([]);
  });
});
