import type { KubeConfig, User } from "@kubernetes/client-node";
import path from "node:path";
import { runUnrecorded } from "../command.ts";
import { PLACE } from "../redact/forms.ts";
import { redact } from "../redact/redact.ts";
import { SourceError } from "../trouble.ts";
import { wordsOf } from "../../observations/words.ts";

/** Whoever runs this waits for a first word of it no longer than fifteen seconds. */
const PLUGIN_MS = 12_000;

/** No credential is longer. */
const MOST_BYTES = 1024 * 1024;

interface Plugin {
  command?: string;
  args?: string[] | null;
  env?: { name?: string; value?: string }[] | null;
  apiVersion?: string;
}

interface ExecCredential {
  status?: { token?: string; clientCertificateData?: string; clientKeyData?: string } | null;
}

/**
 * Asks the credential plugin of a kubeconfig, where its user has one, and enters what it gives. It has no terminal, so
 * that one which asks somebody to type ends at once; one that hangs is ended. Throws SourceError `unauthorized`, which
 * names it.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export async function withPlugin(config: KubeConfig, withinMs = PLUGIN_MS): Promise<void> {
  const user = config.getCurrentUser();
  const plugin = user?.exec as Plugin | undefined;
  if (!user || !plugin?.command) return;
  const status = await asked(plugin, plugin.command, withinMs);
  const { exec: _, ...rest } = user;
  const given: User = {
    ...rest,
    ...(status.token !== undefined && { token: status.token }),
    ...(status.clientCertificateData !== undefined && { certData: base64(status.clientCertificateData) }),
    ...(status.clientKeyData !== undefined && { keyData: base64(status.clientKeyData) }),
  };
  config.users = config.users.map((it) => (it.name === user.name ? given : it));
}

async function asked(
  plugin: Plugin,
  command: string,
  withinMs: number,
): Promise<NonNullable<ExecCredential["status"]>> {
  const called = `the credential plugin ${path.basename(command)} of the kubeconfig`;
  const refuse = (why: string): SourceError => new SourceError("unauthorized", `no credentials: ${called} ${why}`);
  const env = Object.fromEntries((plugin.env ?? []).map(({ name = "", value = "" }) => [name, value]));
  const info = { apiVersion: plugin.apiVersion, kind: "ExecCredential", spec: { interactive: false } };
  const result = await runUnrecorded([command, ...(plugin.args ?? [])], {
    deadlineMs: withinMs,
    mostBytes: MOST_BYTES,
    env: { KUBERNETES_EXEC_INFO: JSON.stringify(info), ...env },
  }).catch((error: unknown) => {
    throw refuse(`cannot be run: ${wordsOf(error)}`);
  });
  if (result.killed)
    throw refuse(
      `did not answer within ${withinMs / 1000} s: it hangs, or waits for somebody to type or to log in; run kubectl once by hand, then again`,
    );
  // what it prints on stdout is a credential, and told to nobody
  if (result.exit !== 0)
    throw refuse(`ended with exit ${result.exit}: ${saidBy(result.stderr, plugin) || "(no words)"}`);
  const status = parsed(result.stdout)?.status;
  const given = [status?.token, status?.clientCertificateData, status?.clientKeyData];
  if (!status || given.some((it) => it !== undefined && typeof it !== "string"))
    throw refuse("printed no ExecCredential");
  return status;
}

/** Its last words, without what it was given: that may be a secret, and a plugin may repeat it. */
function saidBy(stderr: string, { args, env }: Plugin): string {
  const given = [...(args ?? []), ...(env ?? []).map(({ value = "" }) => value)].filter((it) => it.length >= 4);
  const without = given.reduce((text, value) => text.replaceAll(value, PLACE), stderr);
  const words = redact(without).replace(MADE_UP, PLACE);
  return words.trim().slice(-300);
}

/** No word of a sentence: letters with digits among them, as passwords have them and `exit 1` or a region's name has not. */
const MADE_UP = /(?<![\w-])(?=[\w+/=.-]{0,200}[A-Za-z]\d|[\w+/=.-]{0,200}\d[A-Za-z])[\w+/=.-]{7,}/g;

function parsed(text: string): ExecCredential | undefined {
  try {
    return JSON.parse(text) as ExecCredential;
  } catch {
    return undefined;
  }
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
