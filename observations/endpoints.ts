import type { EndpointSlice } from "./objects.ts";

type Endpoint = NonNullable<EndpointSlice["endpoints"]>[number];

/**
 * Whether an endpoint takes traffic; a condition that is left out means ready.
 * https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions
 */
export const isServing = ({ conditions, addresses }: Endpoint): boolean =>
  conditions?.ready !== false && (addresses?.length ?? 0) > 0;
