import { hash, type Builder, type BuiltNode } from "../builder.ts";
import { bootOf, resource, type Resource } from "./resource.ts";

/** The machine's links: its bonds and their members, or one of its own, and the loopback. */
export function links(b: Builder, node: BuiltNode): Resource[] {
  const { mtu = 1500, bonds = [] } = b.profile.talos ?? {};
  const of = (id: string, spec: object) =>
    resource(
      b,
      id,
      "network",
      "LinkStatuses.net.talos.dev",
      "network.LinkStatusController",
      bootOf(b, node) + 5,
      spec,
      bootOf(b, node) + 19,
    );
  let index = 1;
  const loopback = of("lo", {
    broadcastAddr: "",
    duplex: "Unknown",
    flags: "UP,LOOPBACK,RUNNING,LOWER_UP",
    hardwareAddr: "",
    index,
    kind: "",
    linkIndex: 0,
    linkState: true,
    mtu: 65536,
    operationalState: "unknown",
    permanentAddr: "",
    port: "Other",
    queueDisc: "noqueue",
    slaveKind: "",
    type: "loopback",
  });
  const mac = `02:00:00:${hash("mac", node.name).replace(/(..)(..)(..).*/, "$1:$2:$3")}`;
  const physical = (id: string, master?: number) =>
    of(id, {
      broadcastAddr: "ff:ff:ff:ff:ff:ff",
      busPath: `0000:0${index}:00.0`,
      driver: "i40e",
      duplex: "Full",
      hardwareAddr: mac,
      flags: `UP,BROADCAST,RUNNING,${master === undefined ? "" : "SLAVE,"}MULTICAST,LOWER_UP`,
      index: (index += 1),
      kind: "",
      linkIndex: 0,
      linkState: true,
      ...(master === undefined ? {} : { masterIndex: master }),
      mtu,
      operationalState: "up",
      pciID: "8086:1572",
      permanentAddr: mac,
      port: "DirectAttach",
      queueDisc: "mq",
      slaveKind: master === undefined ? "" : "bond",
      speedMbit: 1e4,
      type: "ether",
    });
  if (bonds.length === 0) return [loopback, physical("enp1s0")];
  const bonded = bonds.flatMap(({ name, members }, position) => {
    const master = 100 + position;
    const slaves = Array.from({ length: members }, (_, slave) => physical(`enp${position + 1}s${slave}`, master));
    return [
      of(name, {
        bondMaster: {
          adActorSysPrio: 65535,
          adLacpActive: "on",
          arpAllTargets: "any",
          arpValidate: "none",
          downdelay: 200,
          failOverMac: 0,
          lacpRate: "fast",
          lpInterval: 1,
          miimon: 100,
          mode: "802.3ad",
          numPeerNotif: 1,
          packetsPerSlave: 1,
          primaryReselect: "always",
          resendIgmp: 1,
          tlbLogicalLb: 1,
          updelay: 200,
          useCarrier: true,
          xmitHashPolicy: "layer3+4",
        },
        broadcastAddr: "ff:ff:ff:ff:ff:ff",
        duplex: "Full",
        flags: "UP,BROADCAST,RUNNING,MASTER,MULTICAST,LOWER_UP",
        hardwareAddr: mac,
        index: master,
        kind: "bond",
        linkIndex: 0,
        linkState: true,
        mtu,
        operationalState: "up",
        permanentAddr: "",
        port: "Other",
        queueDisc: "noqueue",
        slaveKind: "",
        speedMbit: members * 1e4,
        type: "ether",
      }),
      ...slaves,
    ];
  });
  return [...bonded, loopback];
}

/** The machine's address, on its bond or its only link. */
export const addresses = (b: Builder, node: BuiltNode): Resource[] => {
  const link = b.profile.talos?.bonds[0]?.name ?? "enp1s0";
  const spec = {
    address: `${node.address}/24`,
    family: "inet4",
    flags: "permanent",
    linkIndex: 4,
    linkName: link,
    scope: "global",
  };
  return [
    resource(
      b,
      `${link}/${node.address}/24`,
      "network",
      "AddressStatuses.net.talos.dev",
      "network.AddressStatusController",
      bootOf(b, node) + 20,
      spec,
    ),
  ];
};
