import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { entriesOf, readKubeconfig } from "./kubeconfig-file.ts";

const below = mkdtempSync(path.join(tmpdir(), "assay-kubeconfig-"));
afterAll(() => rmSync(below, { recursive: true, force: true }));
execFileSync("mkfifo", [path.join(below, "pipe")]);
symlinkSync("/dev/zero", path.join(below, "zero"));

const SECRET = "S3cretOfAKubeconfig";
const file = path.join(below, "kubeconfig");
function refusalOf(user: string, cluster = '{ server: "https://127.0.0.1:1" }'): string {
  writeFileSync(
    file,
    `contexts: [{ name: c, context: { cluster: l, user: u } }]\nclusters: [{ name: l, cluster: ${cluster} }]\nusers: [{ name: u, user: ${user} }]\n`,
  );
  try {
    entriesOf(readKubeconfig(file).config, "c", file);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("a pipe, a device and a file of /proc hold nothing up", { timeout: 5_000 }, () => {
  test.each(["pipe", "zero"])("a kubeconfig that is a %s", (name) =>
    expect(() => readKubeconfig(path.join(below, name))).toThrow(/no plain file but a pipe, a device or a socket/),
  );

  test("a kubeconfig of /proc, which says that it is empty and has no end", () =>
    expect(() => readKubeconfig("/proc/kmsg")).toThrow(/is no YAML mapping|permission denied/));

  test.each(["certificate-authority", "client-certificate", "client-key", "tokenFile"])("its %s", (key) =>
    expect(refusalOf(`{ ${key}: pipe }`)).toMatch(
      /^the kubeconfig names \S+pipe, which cannot be read: it is no plain/,
    ),
  );

  test.each(["- a\n".repeat(500_000), `a: [${"a,".repeat(2_000_000)}]`])("more than anybody wrote by hand", (text) => {
    writeFileSync(file, text);
    expect(() => readKubeconfig(file)).toThrow(/holds more than anybody wrote by hand/);
  });
});

describe("what libraries would stumble over is said in words, and not quoted", () => {
  test.each([
    [`{ token: { a: ${SECRET} } }`, "token is no text: write it in quotes; it is that of context"],
    ["{ client-certificate-data: 5 }", "client-certificate-data is no text"],
    [`{ exec: { command: [${SECRET}] } }`, "exec has no command, args and env as a credential plugin has them"],
    [`{ exec: { command: a, env: [{ name: ${SECRET} }] } }`, "exec has no command, args and env"],
    ['{ exec: { command: "a\\0b" } }', "exec has no command, args and env"],
  ])("%s", (user, said) => {
    expect(refusalOf(user)).toContain(said);
    expect(refusalOf(user)).not.toContain(SECRET);
  });

  test.each([
    ["{}", "the server is no URL of http or https"],
    [`{ server: "https://[${SECRET}" }`, "the server is no URL of http or https"],
    ['{ server: "file:///etc/passwd" }', "the server is no URL of http or https"],
    [`{ server: "https://x", proxy-url: "::${SECRET}::" }`, "proxy-url is no URL of a proxy"],
    ['{ server: "https://x", tls-server-name: [1] }', "tls-server-name is no text"],
  ])("%s", (cluster, said) => {
    expect(refusalOf("{}", cluster)).toContain(said);
    expect(refusalOf("{}", cluster)).not.toContain(SECRET);
  });

  test("what is right is read", () => {
    expect(refusalOf("{ token: x }", '{ server: "https://x:6443", proxy-url: "socks5://127.0.0.1:1080" }')).toBe("");
    expect(refusalOf("{ exec: { command: aws, args: [eks, get-token], env: null } }")).toBe("");
    expect(refusalOf("null")).toBe("");
  });
});
