import { homedir } from "node:os";

/** `process.env` is read here and nowhere else in `helpers/`. */

/** `/` for a user without a home: a pod's, whose number no passwd has. */
export function homeFolder(): string {
  const home = given("HOME");
  if (home !== undefined) return home;
  try {
    return homedir();
  } catch {
    return "/";
  }
}

/** $KUBECONFIG: one path, or several separated as PATH is. */
export const kubeconfigVariable = (): string | undefined => given("KUBECONFIG");

/**
 * The API server's URL for a pod: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function inClusterServer(): string | undefined {
  const [host, port = "443"] = [given("KUBERNETES_SERVICE_HOST"), given("KUBERNETES_SERVICE_PORT")];
  return host && `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Where evidence is pushed to: s3://<bucket>/<prefix>. */
export const pushVariable = (): string | undefined => given("ASSAY_PUSH");

/** A storage that is not AWS' own: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
export const s3EndpointVariable = (): string | undefined => given("AWS_ENDPOINT_URL_S3") ?? given("AWS_ENDPOINT_URL");

/** The SDK for S3 writes a warning about Node 20 to the terminal in the middle of a run; Node 20 is promised. */
export function keepSdkQuiet(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";
}

export const s3Region = (): string | undefined => given("AWS_REGION") ?? given("AWS_DEFAULT_REGION");

/** What of a storage's credentials stands in the environment, and must reach no evidence. */
export const s3Secrets = (): string[] =>
  ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].flatMap((name) => given(name) ?? []);

export const talosconfigVariable = (): string | undefined => given("TALOSCONFIG");

/** Where Talos keeps its files; default ~/.talos. */
export const talosHome = (): string | undefined => given("TALOS_HOME");

export const sopsAgeKeyFile = (): string | undefined => given("SOPS_AGE_KEY_FILE");

/** Node then takes any certificate of any server: https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue */
export const takesAnyCertificate = (): boolean => given("NODE_TLS_REJECT_UNAUTHORIZED") === "0";

/** https://no-color.org */
export const noColor = (): boolean => given("NO_COLOR") !== undefined;

/** GitHub Actions shows `::error::` lines as annotations. */
export const onGitHubActions = (): boolean => given("GITHUB_ACTIONS") === "true";

/** The folder into which GitHub Actions checks out the repository. Annotations name files relative to it. */
export const gitHubWorkspace = (): string | undefined => given("GITHUB_WORKSPACE");

/** The file to which GitHub Actions takes Markdown for the summary of a job. */
export const gitHubStepSummary = (): string | undefined => given("GITHUB_STEP_SUMMARY");

/** A variable that a profile names. */
export const variable = (name: string): string | undefined => given(name);

/**
 * Whether a CI job has an OIDC token to sign with:
 * https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token, and elsewhere as
 * cosign takes it: https://github.com/sigstore/cosign/tree/main/pkg/providers/envvar
 */
export const hasIdToken = (): boolean =>
  given("SIGSTORE_ID_TOKEN") !== undefined ||
  (given("ACTIONS_ID_TOKEN_REQUEST_URL") !== undefined && given("ACTIONS_ID_TOKEN_REQUEST_TOKEN") !== undefined);

/** The services of a Sigstore instance of one's own; the public one where they are not named. */
export const sigstoreServices = (): { fulcio: string | undefined; rekor: string | undefined } => ({
  fulcio: given("SIGSTORE_FULCIO_URL"),
  rekor: given("SIGSTORE_REKOR_URL"),
});

/** $PATH: where commands are looked for. */
export const searchPath = (): string | undefined => given("PATH");

/** The environment of commands: ours, without colours and without a terminal. */
export const commandEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env, NO_COLOR: "1", TERM: "dumb" });

function given(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}
