import { parseNetwork } from "../../clusters/notation/cidr.ts";
import { at, get, isUnresolved, list as listIn, textAt, texts } from "../yaml/documents.ts";
import { endpointClaims, kubePrism } from "../talos/endpoints.ts";
import { first, flow, gap, list, listOf, map, value } from "./draft.ts";
import type { Draft, Entries, Said } from "./draft.ts";
import { machinesOf, type Link, type Machine } from "../talos/machines.ts";
import { versionClaims } from "../talos/versions.ts";
import type { Repository } from "../model.ts";
import { talosValues, type TalosValue } from "../talos/pieces.ts";

/** The API server as Talos is configured, and the version of the kubelets. */
export function kubernetesDraft(repository: Repository): Draft {
  return map([
    ["version", first(versions(repository, "kubernetes"), "kubernetesVersion, a kubelet image", "v1.35.0")],
    [
      "endpoint",
      first(
        endpointsOfApi(repository),
        "endpoint of talhelper, clusterEndpoint of topf, cluster.controlPlane.endpoint of Talos: https://<host>:6443",
      ),
    ],
    ["context", gap("a kubeconfig is no part of a repository; default its current context", "admin@cluster")],
  ]);
}

/** From Talos. Where only a template tells there, from Cilium, unless that uses KubePrism. */
function endpointsOfApi(repository: Repository): Said[] {
  const { talos } = repository;
  const listed = talos.filter(({ kind }) => kind === "talhelper");
  const own = [...known(talosValues(listed, ["endpoint"])), ...ofTopf(repository, "clusterEndpoint")];
  const plain = known(talosValues(talos, ["cluster", "controlPlane", "endpoint"]));
  const byCilium = endpointClaims(repository).flatMap(({ host, port, where }): Said[] =>
    isKnown(host) && isKnown(port) && !LOOPBACK.test(host) ? [{ value: `https://${host}:${port}`, where }] : [],
  );
  return [...own, ...plain, ...byCilium].filter(
    ({ value: url }) => /^https?:\/\/[^\s{}]+$/.test(url) && URL.canParse(url),
  );
}

/** The values under a key in topf's list of machines: https://github.com/postfinance/topf */
const ofTopf = ({ files, belongs }: Repository, key: string): Said[] =>
  files.documents.flatMap((document) => {
    const written = textAt(document.value, key);
    const isList = textAt(document.value, "clusterEndpoint") !== undefined && belongs(document.file);
    return isList && isKnown(written) ? [{ value: written, where: at(document, [key]) }] : [];
  });

const LOOPBACK = /^(?:localhost|127\.|::1|auto$)/;

const known = (values: readonly TalosValue[]): Said[] =>
  values.flatMap(({ text: written, where }) => (written === undefined ? [] : [{ value: written, where }]));

/** From Talos's configuration, else from what upgrades it later (tuppr, system-upgrade-controller). */
function versions(repository: Repository, of: "talos" | "kubernetes"): Said[] {
  const claimed = versionClaims(repository).flatMap((claim) =>
    claim.of === of && claim.version !== undefined ? [{ value: withV(claim.version), where: claim.where }] : [],
  );
  const kind = of === "talos" ? "TalosUpgrade" : "KubernetesUpgrade";
  const upgraded = repository.tree.objects.flatMap(({ object }): Said[] => {
    const path = ["spec", of, "version"];
    const version = object.kind === kind ? textAt(object.value, ...path) : undefined;
    return version !== undefined && /^v?\d/.test(version)
      ? [{ value: withV(version), where: at(object.document, path) }]
      : [];
  });
  return [
    ...claimed,
    ...ofTopf(repository, `${of}Version`).map((one) => ({ ...one, value: withV(one.value) })),
    ...upgraded,
  ];
}

const withV = (version: string): string => (version.startsWith("v") ? version : `v${version}`);

export function talosDraft(repository: Repository): Draft {
  if (repository.talos.length === 0) return gap("a Talos configuration (talhelper, machine configurations, patches)");
  const { machines } = machinesOf(repository);
  const prism = kubePrism(repository);
  const bonds = bondsDraft(machines);
  return map([
    ["version", first(versions(repository, "talos"), "talosVersion, the tag of an installer image", "v1.12.0")],
    ["endpoints", listOf(endpointsOf(repository), "a talosconfig, talosctl --endpoints in a task", "[10.0.0.10]")],
    ...mtuDraft(machines, bonds),
    ["bonds", bonds],
    ...(prism.where ? [["kubePrism", value(prism.enabled, prism.where)] as Entries[number]] : []),
  ]);
}

/** https://docs.siderolabs.com/talos/v1.12/reference/cli#talosctl: `--endpoints`, `-e`, `config endpoint`. */
function endpointsOf({ files, tasks }: Repository): Said[] {
  const configured = files.documents.flatMap((document) =>
    Object.entries((get(document.value, "contexts") ?? {}) as Record<string, unknown>).flatMap(([name, context]) =>
      texts(get(context, "endpoints")).map((endpoint, index) => ({
        value: endpoint,
        where: at(document, ["contexts", name, "endpoints", index]),
      })),
    ),
  );
  const commanded = tasks.flatMap(({ commands }) =>
    commands.flatMap(({ text: line, where }) =>
      [...line.matchAll(/\btalosctl\b[^|;&\n]*?(?:--endpoints[= ]|\s-e |\bconfig endpoints? )([\d.,:a-f]+)/g)].flatMap(
        ([, found = ""]) => found.split(",").map((endpoint) => ({ value: endpoint, where })),
      ),
    ),
  );
  return [...configured, ...commanded].filter(({ value: one }) => parseNetwork(one) !== undefined);
}

const isKnown = (written: string | undefined): written is string => written !== undefined && !isUnresolved(written);

/**
 * The MTU, where all links that have one agree; only bonds count where there are bonds. And the names of these links,
 * where the list of bonds does not name them.
 */
function mtuDraft(machines: readonly Machine[], bonds: Draft): Entries {
  const all = machines.flatMap((machine) => machine.links);
  const bonded = all.filter(({ bond }) => bond);
  const links = bonded.length > 0 ? bonded : all;
  // 0 is Talos' word for the kernel's own
  const said = links.flatMap(({ mtu, where }): Said<number>[] =>
    isKnown(mtu) && Number(mtu) > 0 ? [{ value: Number(mtu), where }] : [],
  );
  const different = [...new Set(said.map(({ value: mtu }) => mtu))];
  const missing = (wanted: string): Entries => [["mtu", gap(wanted, "9000")]];
  if (different.length > 1)
    return missing(`one MTU: links have ${different.join(" and ")}; name those that carry one in links`);
  const silent = machines.some((machine) => !machine.links.some(({ mtu }) => isKnown(mtu)));
  if (silent && said.length > 0) return missing(`an MTU of every machine: only some say ${different.join()}`);
  const carriers = new Set(links.flatMap(({ name, mtu: one }) => (isKnown(one) && isKnown(name) ? [name] : [])));
  const uneven = links.find(({ name, mtu: one }) => isKnown(name) && !isKnown(one) && carriers.has(name));
  if (uneven) return missing(`one MTU of ${uneven.name}: only some machines give it ${different.join()}`);
  const mtu: Entries = [["mtu", first(said, "mtu of a link, a bond", "9000")]];
  const names = links.flatMap(({ name, mtu: one, where }): Said[] =>
    isKnown(one) && isKnown(name) ? [{ value: name, where }] : [],
  );
  // a link with a selector has no name here; then every link that is up must have the MTU
  const isWhole = names.length > 0 && names.length === said.length;
  return isWhole && bonds.is === "gap" ? [...mtu, ["links", listOf(names, "", "")]] : mtu;
}

function bondsDraft(machines: readonly Machine[]): Draft {
  const like = "[{ name: bond0, members: 2 }]";
  const links = machines.flatMap((machine) => machine.links.filter(({ bond }) => bond));
  const named = [...new Set(links.flatMap(({ name }) => (isKnown(name) ? [name] : [])))];
  if (named.length === 0) return gap("a bond (mode 802.3ad)", like);
  const items = named.flatMap((name): Draft[] => {
    const everywhere = machines.map((machine) => machine.links.find((one) => one.name === name && one.bond));
    const [one] = everywhere;
    const members = one?.bond?.members;
    const same = everywhere.every((link) => link?.bond?.mode === "802.3ad" && link.bond.members === members);
    if (!one || !same || members === undefined || members === 0) return [];
    return [flow({ name, members }, one.where)];
  });
  const why = `${named.join(", ")} as 802.3ad with the same number of members on every machine (${described(links)})`;
  return items.length > 0 ? list(items) : gap(why, like);
}

const described = (links: readonly Link[]): string =>
  [
    ...new Set(
      links.map(({ bond, where }) => {
        const { mode = "no mode", members } = bond ?? {};
        return `${mode}, ${members === undefined ? "members by a selector" : `${members} member(s)`}: ${where.file}`;
      }),
    ),
  ]
    .slice(0, 2)
    .join("; ");

export function nodesDraft(repository: Repository): Draft {
  const { machines } = machinesOf(repository);
  // topf lists its nodes; its other files are parts of their configuration
  const listed = templated(repository);
  if (listed.length === 0) listed.push(...apart(machines).map(nodeOf));
  // a node is told apart by its name
  const isNamed = (node: Draft): boolean =>
    node.is === "map" && node.entries.some(([key, one]) => key === "name" && one.is === "value");
  const named = listed.filter(isNamed);
  const like = "[{ name: cp-01, address: 10.0.0.11, role: control-plane }]";
  if (named.length === 0) return gap("nodes of talhelper or topf, a file for each machine", like);
  const nameless = listed.length - named.length;
  return list(named, nameless > 0 ? `the names of ${nameless} more, which only a rendering gives` : undefined);
}

/** An address that several machines have is one of theirs: an example, or the cluster's own. */
function apart(machines: readonly Machine[]): Machine[] {
  const times = new Map<string, number>();
  for (const { addresses } of machines) for (const one of new Set(addresses)) times.set(one, (times.get(one) ?? 0) + 1);
  return machines.map((machine) => ({
    ...machine,
    addresses: machine.addresses.filter((one) => times.get(one) === 1),
  }));
}

function nodeOf({ hostname, addresses, role, where }: Machine): Draft {
  // users of talosctl often name files by address: talos/nodes/10.0.0.11.yaml
  const byFile = /(?:^|\/)(\d+\.\d+\.\d+\.\d+)\.[^/]*$/.exec(where.file)?.[1];
  const address = addresses.find((one) => isAddress(one)) ?? byFile;
  // Kubernetes uses the host name without its domain: Talos, machine.network.hostname
  const short = hostname?.split(".")[0];
  const name = isKnown(short) && hostname !== undefined && !isAddress(hostname) ? short : undefined;
  return map([
    ["name", name === undefined ? gap(`the hostname of ${where.file}`) : value(name, where)],
    ["address", address === undefined ? gap(`an address of this machine in ${where.file}`) : value(address, where)],
    ["role", role === undefined ? gap(`machine.type in ${where.file}: control-plane or worker`) : value(role, where)],
  ]);
}

const isAddress = (written: string): boolean => isKnown(written) && parseNetwork(written) !== undefined;

/** topf's nodes: https://github.com/postfinance/topf */
function templated({ files, belongs }: Repository): Draft[] {
  return files.documents.flatMap((document) => {
    const isTopf = textAt(document.value, "clusterEndpoint") !== undefined;
    if (!isTopf || !belongs(document.file)) return [];
    return listIn(get(document.value, "nodes")).map((node, index): Draft => {
      const of = (key: string, pattern: RegExp): Draft => {
        const written = textAt(node, key);
        return isKnown(written) && pattern.test(written)
          ? value(key === "host" ? (written.split(".")[0] ?? written) : written, at(document, ["nodes", index, key]))
          : gap(`${key} of ${document.file}:${at(document, ["nodes", index]).line}`);
      };
      return map([
        ["name", of("host", /^[a-z0-9]/)],
        ["address", of("ip", /^[\da-f.:]+$/i)],
        ["role", of("role", /^(?:control-plane|worker)$/)],
      ]);
    });
  });
}
