import { expect, test } from "vitest";
import { profileOf } from "../../criteria/testing/profile.ts";
import { repositoryOf } from "../../criteria/testing/repository.ts";
import { networkDraft } from "./network.ts";

const talconfig = `clusterName: home
endpoint: https://10.10.10.10:6443
clusterPodNets: [10.128.0.0/14]
clusterSvcNets: [10.112.0.0/12]
nodes:
  - hostname: a
    ipAddress: 10.10.10.1
    controlPlane: true
    networkInterfaces: [{ addresses: [10.10.10.1/16] }]
`;
const nodes = (subnets: string) => {
  const texts = {
    "talos/talconfig.yaml": talconfig,
    "talos/machine.yaml": `machine: { kubelet: { nodeIP: { validSubnets: [${subnets}] } } }\n`,
  };
  const draft = networkDraft(repositoryOf(texts, profileOf({ name: "home" })));
  const [, found] = (draft.is === "map" ? draft.entries : []).find(([key]) => key === "nodes") ?? [];
  return found?.is === "list" ? found.items.map((one) => (one.is === "value" ? one.value : one.is)) : found?.is;
};

test("validSubnets are the nodes' network, unless they hold that of pods or services too: then they are a filter", () => {
  expect(nodes("10.10.0.0/16")).toEqual(["10.10.0.0/16"]);
  expect(nodes("10.0.0.0/8")).toEqual(["10.10.0.0/16"]);
  expect(nodes("10.128.0.0/9, 10.10.10.0/24")).toEqual(["10.10.10.0/24"]);
});
