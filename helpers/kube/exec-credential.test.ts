import { KubeConfig } from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { canaries, FORMS } from "../../bin/testing/canaries.ts";
import { withPlugin } from "./exec-credential.ts";

const SOON = 400;

/** A kubeconfig whose user is a plugin of these words of a shell. */
function configOf(script: string | undefined, env: { name: string; value: string }[] = []): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "c", server: "https://127.0.0.1:6443" }],
    users: [
      {
        name: "u",
        ...(script !== undefined && {
          exec: { apiVersion: "client.authentication.k8s.io/v1", command: "sh", args: ["-c", script], env },
        }),
      },
    ],
    contexts: [{ name: "x", cluster: "c", user: "u" }],
    currentContext: "x",
  });
  return config;
}

const refused = async (script: string): Promise<string> => {
  const started = performance.now();
  const said = await withPlugin(configOf(script), SOON).then(
    () => "nothing",
    (error: unknown) => String(error),
  );
  expect(performance.now() - started).toBeLessThan(SOON + 3_000);
  return said;
};

describe("a credential plugin", () => {
  test("gives a token, with the environment that it is given and without a terminal", async () => {
    const script = `printf '{"status":{"token":"%s-%s"}}' "$WHO" "$(echo "$KUBERNETES_EXEC_INFO" | tr -cd v1)"`;
    const config = configOf(script, [{ name: "WHO", value: "me" }]);
    await withPlugin(config);
    expect(config.getCurrentUser()?.token).toMatch(/^me-/);
    expect(config.getCurrentUser()).not.toHaveProperty("exec");
  });

  test("gives a certificate and its key", async () => {
    const config = configOf(`printf '{"status":{"clientCertificateData":"pem","clientKeyData":"key"}}'`);
    await withPlugin(config);
    expect(config.getCurrentUser()).toMatchObject({ certData: "cGVt", keyData: "a2V5" });
  });

  test("that hangs is named, with its children", async () => {
    expect(await refused("sleep 30 & sleep 30")).toMatch(
      /no credentials: the credential plugin sh of the kubeconfig did not answer within 0\.4 s: it hangs/,
    );
  });

  test("that asks somebody to type ends at once, in its own words", async () => {
    expect(await refused(`printf 'Password: ' >&2; read answer || { echo 'no terminal' >&2; exit 1; }`)).toMatch(
      /ended with exit 1: Password: no terminal/,
    );
    expect(await refused("exit 3")).toMatch(/ended with exit 3: \(no words\)/);
  });

  test("that repeats what it was given: its words are told, and not that", async () => {
    const config = configOf(`echo "login failed for $VAULT with k8Hq2Zp0vWx1k8Hq2Zp0" >&2; exit 3`, [
      { name: "VAULT", value: "correct-horse" },
    ]);
    const said = await withPlugin(config).catch(String);
    expect(said).toMatch(/ended with exit 3: login failed for \[redacted\] with \[redacted\]$/);
  });

  test("that prints secrets on stderr: in no form are they told", async () => {
    const { put, all } = canaries();
    for (const _ of FORMS) {
      // what it says is not what it was given: that would be known by its value
      const said = Buffer.from(put("stderr")).toString("base64");
      const told = await withPlugin(configOf(`echo ${said} | base64 -d >&2; exit 3`)).catch(String);
      expect(all.filter(({ found }) => String(told).includes(found))).toEqual([]);
    }
  });

  test("that prints something else, or is not there", async () => {
    expect(await refused("echo hello")).toMatch(/printed no ExecCredential/);
    expect(await refused("echo '{}'")).toMatch(/printed no ExecCredential/);
    const config = configOf("true");
    const [user] = config.users;
    if (user) (user.exec as { command: string }).command = "/nowhere/kubelogin";
    await expect(withPlugin(config)).rejects.toThrow(/plugin kubelogin of the kubeconfig cannot be run/);
  });

  test("is asked for nothing where there is none", async () => {
    const config = configOf(undefined);
    await withPlugin(config);
    expect(config.getCurrentUser()?.name).toBe("u");
  });
});
