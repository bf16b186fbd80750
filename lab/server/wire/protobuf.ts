/**
 * The bodies that kubectl from 1.32 on posts for access reviews: Kubernetes' protobuf envelope (`k8s\0`, then
 * runtime.Unknown) around one of three messages. Numbers as in k8s.io/api/authorization/v1/generated.proto.
 */
export interface Review {
  kind?: string;
  apiVersion?: string;
  spec?: {
    namespace?: string;
    resourceAttributes?: Record<string, string>;
    nonResourceAttributes?: Record<string, string>;
  };
}

export function decodeReview(body: Buffer): Review | undefined {
  if (body.subarray(0, 4).toString("latin1") !== "k8s\0") return undefined;
  const unknown = fieldsOf(body.subarray(4));
  const type = unknown && fieldsOf(unknown.get(1) ?? NOTHING);
  const raw = unknown && fieldsOf(unknown.get(2) ?? NOTHING);
  if (!type || !raw) return undefined;
  const kind = textOf(type, 2) ?? "";
  const spec = fieldsOf(raw.get(2) ?? NOTHING);
  if (!spec) return undefined;
  return { apiVersion: textOf(type, 1) ?? "", kind, spec: specOf(kind, spec) };
}

const NOTHING = Buffer.alloc(0);
const RESOURCE_ATTRIBUTES = ["", "namespace", "verb", "group", "version", "resource", "subresource", "name"];
const NON_RESOURCE_ATTRIBUTES = ["", "path", "verb"];

type Fields = Map<number, Buffer>;

function specOf(kind: string, spec: Fields): NonNullable<Review["spec"]> {
  if (kind === "SelfSubjectRulesReview") return { namespace: textOf(spec, 1) ?? "" };
  if (kind !== "SelfSubjectAccessReview") return {};
  const resource = spec.get(1);
  const nonResource = spec.get(2);
  return {
    ...(resource ? { resourceAttributes: attributesOf(resource, RESOURCE_ATTRIBUTES) } : {}),
    ...(nonResource ? { nonResourceAttributes: attributesOf(nonResource, NON_RESOURCE_ATTRIBUTES) } : {}),
  };
}

function attributesOf(message: Buffer, names: string[]): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [number, value] of fieldsOf(message) ?? []) {
    const name = names[number];
    if (name && value.length > 0) attributes[name] = value.toString("utf8");
  }
  return attributes;
}

const textOf = (fields: Fields, number: number): string | undefined => fields.get(number)?.toString("utf8");

/** The length-delimited fields of a message, the last of each number; `undefined` where it is not one. */
function fieldsOf(message: Buffer): Fields | undefined {
  const fields: Fields = new Map();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = message[at++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = varint();
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    if (wire === 0) {
      if (Number.isNaN(varint())) return undefined;
    } else if (wire === 2) {
      const length = varint();
      if (!(at + length <= message.length)) return undefined;
      fields.set(number, message.subarray(at, at + length));
      at += length;
    } else {
      return undefined; // no review has fixed-size numbers
    }
  }
  return fields;
}
