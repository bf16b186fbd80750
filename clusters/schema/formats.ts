import { z } from "zod";

const SUFFIX = String.raw`([-+][0-9A-Za-z.+-]+)?`;
const BYTE = String.raw`(25[0-5]|2[0-4]\d|1?\d?\d)`;

/** A version with its patch, like `v1.12.0`; a leading `v` makes no difference. */
export const version = z
  .string()
  .regex(new RegExp(String.raw`^v?\d+\.\d+\.\d+${SUFFIX}$`), "a version like v1.12.0")
  .meta({ format: "version" });

/** A version of Kubernetes: the patch may be left out. */
export const kubernetesVersion = z
  .string()
  .regex(new RegExp(String.raw`^v?\d+\.\d+(\.\d+${SUFFIX})?$`), "a version like v1.35.0")
  .meta({ format: "version" });

/**
 * One version of a chart, and no range. Helm takes versions of one and two numbers too:
 * https://github.com/helm/helm/blob/v3.19.0/pkg/chart/metadata.go
 */
export const chartVersion = z
  .string()
  .regex(new RegExp(String.raw`^v?\d+(\.\d+){0,2}${SUFFIX}$`), "an exact version like 1.18.5")
  .meta({ format: "version" });

/** https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-manifests */
export const imageTag = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, "an image's tag like v1.18.5")
  .meta({ format: "image-tag" });

/** A SHA-256 digest in hexadecimal. */
export const sha256 = z
  .string()
  .regex(/^[0-9A-Fa-f]{64}$/, "a SHA-256 digest: 64 hexadecimal digits, without colons")
  .meta({ format: "sha256" });

/** A Git commit, whole or its first digits. */
export const commit = z
  .string()
  .regex(/^[0-9a-f]{7,64}$/, "a commit: 7 to 64 lower-case hexadecimal digits")
  .meta({ format: "git-commit" });

/** A URL of the web's, which a report may link to. */
export const webUrl = z.url({ protocol: /^https?$/ }).meta({ pattern: "^https?://" });

/** A text that says something: neither empty nor blank. `what` completes the sentence `"" is not …`. */
export const nonBlank = (what: string) => z.string().regex(/\S/, what);

/** A network in CIDR notation, IPv4 or IPv6. */
export const cidr = z
  .string()
  .superRefine((text, context) => {
    const wrong = wrongNetwork(text);
    if (wrong) context.addIssue({ code: "custom", message: wrong.message, params: { remedy: wrong.remedy } });
  })
  .meta({
    format: "cidr",
    // an editor's word only: what the address is worth, wrongNetwork says
    pattern: String.raw`^(${BYTE}(\.${BYTE}){3}/(3[0-2]|[12]?\d)|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*/(12[0-8]|1[01]\d|[1-9]?\d))$`,
  });

function wrongNetwork(text: string): { message: string; remedy: string } | undefined {
  const [, address = "", prefix = ""] = /^(.+)\/(\d+)$/.exec(text) ?? [];
  const family = z.ipv4().safeParse(address).success
    ? "IPv4"
    : z.ipv6().safeParse(address).success
      ? "IPv6"
      : undefined;
  if (family === undefined)
    return {
      message: `"${text}" is no network in CIDR notation`,
      remedy: "write an address and a prefix, like 10.244.0.0/16 or fd00:10:244::/56",
    };
  const longest = family === "IPv4" ? 32 : 128;
  if (Number(prefix) <= longest && !/^0\d/.test(prefix)) return undefined;
  return {
    message: `"${text}" has the prefix /${prefix}`,
    remedy: `the prefix of an ${family} network is a number from 0 to ${longest}`,
  };
}
