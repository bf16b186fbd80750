/** Why a source could not be read. It is a value, so that only the checks that need the source suffer. */
export interface Trouble {
  kind: TroubleKind;
  /** One sentence for people, without secrets: what was asked, what came back. */
  message: string;
  /** The file under the run's folder that holds the transcript. */
  transcript?: string;
}

export type TroubleKind =
  | "not-looked" // nobody asked
  | "off" // the run was told not to look (connectivity off, probes off)
  | "file" // a local file is missing or cannot be read
  | "unauthorized" // 401
  | "forbidden" // 403
  | "not-served" // the API does not know the resource: its CRD is missing
  | "not-found" // 404 of one object
  | "throttled" // 429 until the deadline
  | "server-error" // 5xx until the deadline
  | "untrusted" // TLS: its certificate is not one that the kubeconfig's CA vouches for
  | "unreachable" // refused, reset, no route, TLS
  | "timeout" // silence until the deadline
  | "malformed" // an answer that is not what it should be
  | "command-missing"
  | "command-failed" // exit code other than 0
  | "command-killed" // by its deadline or a signal: never a success
  | "interrupted";

/** Something answered, and what it said was no answer: the server, or what stands before it, is there and errs. */
export const ERRING: readonly TroubleKind[] = ["server-error", "throttled", "malformed"];
