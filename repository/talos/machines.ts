import type { Where } from "../../observations/checkout.ts";
import type { YamlDocument } from "../../observations/checkout.ts";
import {
  at,
  baseOf,
  folderOf,
  get,
  inText,
  isRecord,
  join,
  list,
  textAt,
  texts,
  type Path,
} from "../yaml/documents.ts";
import type { Repository } from "../model.ts";
import type { TalosPiece } from "./pieces.ts";

/** One machine as the repository configures it: its own part, and what all machines or those of its role share. */
export interface Machine {
  /** `undefined` where a template gives it. */
  hostname?: string;
  addresses: string[];
  role?: "control-plane" | "worker";
  where: Where;
  links: Link[];
  /** Some of its configuration is only known once a template is rendered. */
  templated: boolean;
}

/** A network link of a machine's configuration: an interface, or a document of the newer kinds. */
export interface Link {
  /** `undefined` where a selector picks the device. */
  name?: string;
  /** As it is written. */
  mtu?: string;
  bond?: { mode?: string; members?: number };
  where: Where;
}

/** A part of a machine's configuration with its place. */
interface Part {
  value: unknown;
  document: YamlDocument;
  path: Path;
}

export interface Machines {
  machines: Machine[];
  /** They are all that is configured: talhelper or topf lists them. Else files by machine, which may not be all. */
  complete: boolean;
  /** Why a machine may have its configuration though none of these is its. */
  elsewhere?: string;
}

export function machinesOf({ talos, files }: Repository): Machines {
  const lists = talos.filter(({ kind }) => kind === "talhelper" || kind === "topf");
  if (lists.length > 0)
    return {
      complete: true,
      machines: lists.flatMap((piece) =>
        piece.kind === "topf" ? assembled(piece, talos) : listed(piece, talos, files),
      ),
    };
  const own = new Map<string, TalosPiece[]>();
  for (const piece of talos) own.set(piece.document.file, [...(own.get(piece.document.file) ?? []), piece]);
  const machines = [...own].flatMap(([file, pieces]) => byFile(file, pieces, talos));
  const omni = talos.find(({ kind }) => kind === "omni");
  const elsewhere = omni && `Omni gives the machines their configuration, by ids (${inText(omni.where)})`;
  if (elsewhere === undefined) return { complete: false, machines };
  // patches of machines by id may add to what is found by name
  return { complete: false, machines: machines.map((one) => ({ ...one, templated: true })), elsewhere };
}

/**
 * topf puts a machine's configuration together from the folders beside its list: `all` (`patches` of old), that of its
 * role, and `node/<host>`. https://pkg.go.dev/github.com/postfinance/topf
 */
function assembled({ document, value }: TalosPiece, talos: readonly TalosPiece[]): Machine[] {
  const folder = folderOf(document.file);
  return list(value["nodes"]).flatMap((node, index): Machine[] => {
    const hostname = textAt(node, "host");
    if (hostname === undefined) return [];
    const role = ROLES.find((one) => one === textAt(node, "role"));
    const folders = ["all", "patches", ...(role ? [role] : []), `node/${hostname}`, `nodes/${hostname}`];
    const parts = folders.flatMap((name) =>
      talos.filter((piece) => piece.document.file.startsWith(`${folder === "" ? "" : `${folder}/`}${name}/`)),
    );
    const address = textAt(node, "ip");
    return [
      {
        hostname,
        addresses: address === undefined ? [] : [address],
        ...(role && { role }),
        where: at(document, ["nodes", index]),
        links: parts.flatMap((part) => linksIn({ value: part.value, document: part.document, path: part.path })),
        templated: document.conditional || parts.some((part) => part.document.conditional),
      },
    ];
  });
}

const ROLES = ["control-plane", "worker"] as const;

/** https://budimanjojo.github.io/talhelper/latest/reference/configuration/ */
function listed(piece: TalosPiece, talos: readonly TalosPiece[], files: Repository["files"]): Machine[] {
  const { document, value } = piece;
  return list(value["nodes"]).flatMap((node, index): Machine[] => {
    if (!isRecord(node)) return [];
    const role = node["controlPlane"] === true ? "control-plane" : "worker";
    const group = role === "worker" ? "worker" : "controlPlane";
    const places: Path[] = [["patches"], [group, "patches"], ["nodes", index, "patches"]];
    const parts = places.flatMap((place) => patchesAt(place, piece, talos, files));
    const interfaces = [
      ["nodes", index, "networkInterfaces"],
      [group, "networkInterfaces"],
    ].flatMap((place) =>
      list(get(value, ...place)).map((one, at_): Part => ({ value: one, document, path: [...place, at_] })),
    );
    const hostname = textAt(node, "hostname");
    return [
      {
        ...(hostname !== undefined && { hostname }),
        addresses: texts(node["ipAddress"]).flatMap((one) => one.split(/\s*,\s*/)),
        role,
        where: at(document, ["nodes", index]),
        links: [...interfaces.map(linkOf), ...parts.flatMap(linksIn)],
        templated: document.conditional || parts.some((part) => part.document.conditional),
      },
    ];
  });
}

/** Patches that stand in the list as text, and those that it names as `@file`. */
function patchesAt(place: Path, piece: TalosPiece, talos: readonly TalosPiece[], files: Repository["files"]): Part[] {
  const prefix = place.join("/");
  const inside = talos.filter(
    ({ kind, document, path }) =>
      kind === "patch" && document === piece.document && path.slice(0, -1).join("/") === prefix,
  );
  const named = list(get(piece.value, ...place)).flatMap((item) => {
    const file = typeof item === "string" && item.startsWith("@") ? item.slice(1) : undefined;
    return file === undefined ? [] : (files.file(join(folderOf(piece.document.file), file) ?? "")?.documents ?? []);
  });
  return [
    ...inside.map(({ value, document, path }) => ({ value, document, path })),
    ...named.map((document) => ({ value: document.value, document, path: [] })),
  ];
}

/** A file that is one machine's: it gives a hostname, or stands in a folder `nodes`. */
function byFile(file: string, pieces: readonly TalosPiece[], talos: readonly TalosPiece[]): Machine[] {
  const hostname = pieces
    .flatMap(
      ({ value }) =>
        textAt(value, "machine", "network", "hostname") ?? textOf(value, "HostnameConfig", "hostname") ?? [],
    )
    .at(0);
  const isNode = hostname !== undefined || /(^|\/)nodes\//.test(file);
  if (!isNode || !pieces[0]) return [];
  const role = roleOf(file, pieces);
  const shared = talos.filter(({ document }) => !isOther(document.file, role, talos));
  const parts: Part[] = [...pieces, ...shared].map(({ value, document, path }) => ({ value, document, path }));
  return [
    {
      hostname: hostname !== undefined && !hostname.includes("{") ? hostname : (baseOf(file).split(".")[0] ?? ""),
      addresses: parts.slice(0, pieces.length).flatMap(addressesIn),
      ...(role && { role }),
      where: pieces[0].where,
      links: parts.flatMap(linksIn),
      templated: parts.some(({ document }) => document.conditional),
    },
  ];
}

const textOf = (value: unknown, kind: string, key: string): string | undefined =>
  textAt(value, "kind") === kind ? textAt(value, key) : undefined;

/** Another machine's file, or what is for the other role. */
function isOther(file: string, role: Machine["role"], talos: readonly TalosPiece[]): boolean {
  if (/(^|\/)nodes\//.test(file)) return true;
  if (role === "worker" && CONTROL.test(file)) return true;
  if (role === "control-plane" && /worker/i.test(file)) return true;
  return talos.some(
    ({ document, value }) =>
      document.file === file &&
      (textAt(value, "machine", "network", "hostname") !== undefined || textAt(value, "kind") === "HostnameConfig"),
  );
}

/** `controlplane.yaml`, `nodes/control/cp-1.yaml`. */
const CONTROL = /control-?plane|(?:^|\/)(?:control|controllers?|masters?)\//i;

function roleOf(file: string, pieces: readonly TalosPiece[]): Machine["role"] {
  const type = pieces.flatMap(({ value }) => textAt(value, "machine", "type") ?? []).at(0);
  if (type === "controlplane" || type === "init") return "control-plane";
  if (type === "worker") return "worker";
  return CONTROL.test(file) ? "control-plane" : /worker/i.test(file) ? "worker" : undefined;
}

const addressesIn = ({ value }: Part): string[] => [
  ...list(get(value, "machine", "network", "interfaces")).flatMap((one) => texts(get(one, "addresses")).map(bare)),
  ...list(get(value, "addresses"))
    .flatMap((one) => textAt(one, "address") ?? [])
    .map(bare),
];

const bare = (address: string): string => address.replace(/\/\d+$/, "");

/** Links of a machine configuration, and of the newer documents that replace its `network`. */
function linksIn({ value, document, path }: Part): Link[] {
  const interfaces: Path = ["machine", "network", "interfaces"];
  const older = list(get(value, ...interfaces)).map((one, index) =>
    linkOf({ value: one, document, path: [...path, ...interfaces, index] }),
  );
  const kind = textAt(value, "kind") ?? "";
  const name = textAt(value, "name");
  // https://docs.siderolabs.com/talos/v1.12/reference/configuration/network/bondconfig; an EthernetConfig only sets
  // features of a card's driver, and has no mtu
  if (!["BondConfig", "LinkConfig", "BridgeConfig"].includes(kind) || name === undefined) return older;
  const mtu = textAt(value, "mtu");
  const mode = textAt(value, "bondMode");
  const members = list(get(value, "links")).length;
  return [
    ...older,
    {
      name,
      where: at(document, path),
      ...(mtu !== undefined && { mtu }),
      ...(kind === "BondConfig" && { bond: { members, ...(mode !== undefined && { mode }) } }),
    },
  ];
}

/** https://docs.siderolabs.com/talos/v1.11/reference/configuration/v1alpha1/config#device, talhelper's too. */
function linkOf({ value, document, path }: Part): Link {
  const [name, mtu] = [textAt(value, "interface"), textAt(value, "mtu")];
  const bond = get(value, "bond");
  const mode = textAt(bond, "mode");
  const interfaces = list(get(bond, "interfaces"));
  const selects = list(get(bond, "deviceSelectors")).length > 0;
  return {
    where: at(document, path),
    ...(name !== undefined && { name }),
    ...(mtu !== undefined && { mtu }),
    ...(isRecord(bond) && {
      bond: { ...(mode !== undefined && { mode }), ...(!selects && { members: interfaces.length }) },
    }),
  };
}
