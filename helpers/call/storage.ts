import { pushVariable, s3EndpointVariable } from "../environment.ts";
import { placeOf, storageEndpoint, type Place } from "../store/place.ts";
import type { Given } from "./flags.ts";
import { UsageError } from "./usage-error.ts";

/** Where evidence is copied to: by --push, or by $ASSAY_PUSH where a cluster is judged. Throws UsageError. */
export function pushPlace(given: Given): Place | undefined {
  const flag = typeof given.push === "string" ? given.push : undefined;
  const judgesLab = given.from === undefined && (given.cluster === undefined || given.cluster === "lab");
  const text = flag ?? (judgesLab ? undefined : pushVariable());
  const endpoint = endpointOf(given);
  if (text === undefined) {
    if (given["s3-endpoint"] !== undefined && given.from === undefined)
      throw new UsageError("--s3-endpoint belongs to --push or --from: it says where their storage is");
    return undefined;
  }
  return placeOf(text, flag === undefined ? "ASSAY_PUSH" : "--push", endpoint);
}

/** The storage's own URL, where it is not AWS'. Throws UsageError. */
export function endpointOf(given: Given): string | undefined {
  const flag = typeof given["s3-endpoint"] === "string" ? given["s3-endpoint"] : undefined;
  if (flag !== undefined) return storageEndpoint(flag, "--s3-endpoint");
  const named = s3EndpointVariable();
  return named && storageEndpoint(named, "AWS_ENDPOINT_URL_S3");
}
