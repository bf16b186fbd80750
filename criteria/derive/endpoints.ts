import { isServing } from "../../observations/endpoints.ts";
import type { EndpointSlice, Service } from "../../observations/objects.ts";

type Port = NonNullable<NonNullable<Service["spec"]>["ports"]>[number];
type Endpoint = NonNullable<EndpointSlice["endpoints"]>[number];

/** By `namespace/name` of the Service that each belongs to. */
export type Slices = ReadonlyMap<string, readonly EndpointSlice[]>;

export function slicesByService(slices: readonly EndpointSlice[]): Slices {
  const byService = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const { namespace = "", labels } = slice.metadata ?? {};
    const key = `${namespace}/${labels?.["kubernetes.io/service-name"] ?? ""}`;
    const known = byService.get(key);
    if (known) known.push(slice);
    else byService.set(key, [slice]);
  }
  return byService;
}

/** The endpoints that take traffic for a port, by any port where none is given: slices call ports by the Service's names. */
export const readyEndpoints = (slices: readonly EndpointSlice[], port?: Port): Endpoint[] =>
  slices
    .filter(({ ports }) => port === undefined || !ports || ports.some(({ name }) => (name ?? "") === (port.name ?? "")))
    .flatMap(({ endpoints }) => endpoints ?? [])
    .filter(isServing);

/** The port of a Service by number or name; "" stands for any. */
export const portOf = ({ spec }: Service, wanted: number | string): Port | undefined =>
  wanted === "" ? spec?.ports?.[0] : spec?.ports?.find(({ port, name }) => port === wanted || name === wanted);

/** `80 (http), 443` */
export const portsInWords = ({ spec }: Service): string =>
  (spec?.ports ?? []).map(({ port, name }) => `${port}${name ? ` (${name})` : ""}`).join(", ") || "no port";
