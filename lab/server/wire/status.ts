/** What the API answers: a whole body, or a watch that goes on until either side ends it. */
export type Answer = WholeAnswer | WatchAnswer;

export interface WholeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface WatchAnswer {
  status: 200;
  headers: Record<string, string>;
  /** Starts to send lines; the function that it returns stops that. `end` is called when the server is done. */
  watch(send: (line: string) => void, end: () => void): () => void;
}

export interface Cause {
  reason: string;
  message: string;
  field?: string;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  causes?: Cause[];
  retryAfterSeconds?: number;
}

/** A metav1.Status that says no, as an answer. */
export function failure(code: number, reason: string, message: string, details?: StatusDetails): WholeAnswer {
  const retry: Record<string, string> =
    details?.retryAfterSeconds === undefined ? {} : { "retry-after": String(details.retryAfterSeconds) };
  const answer = json(code, statusOf(code, reason, message, details));
  return { ...answer, headers: { ...answer.headers, ...retry } };
}

/** `reason` is left out where the API leaves it out: of plain errors, which it turns into a 500. */
export function statusOf(code: number, reason: string, message: string, details?: StatusDetails): object {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    ...(reason ? { reason } : {}),
    ...(details ? { details } : {}),
    code,
  };
}

export const badRequest = (message: string): WholeAnswer => failure(400, "BadRequest", message);

export const notFound = (plural: string, group: string, name: string): WholeAnswer =>
  failure(404, "NotFound", `${group ? `${plural}.${group}` : plural} "${name}" not found`, {
    name,
    ...(group ? { group } : {}),
    kind: plural,
  });

export const unknownResource = (): WholeAnswer =>
  failure(404, "NotFound", "the server could not find the requested resource", {});

/** Paths that belong to no server at all. */
export const pageNotFound = (): WholeAnswer => text(404, "404 page not found\n");

export const readOnly = (): WholeAnswer =>
  failure(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource: the lab is read-only",
    {},
  );

/** The text of an EXPIRED error of etcd3 (k8s.io/apiserver/pkg/storage/etcd3/errors.go). */
/** `later`: the token that is offered instead, with which the list goes on as it is now. */
export function expiredToken(later?: string): WholeAnswer {
  const said = "The provided continue parameter is too old to display a consistent list result.";
  if (later === undefined) {
    return failure(410, "Expired", `${said} You can start a new list without the continue parameter.`);
  }
  const message = `${said} You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.`;
  return json(410, { ...statusOf(410, "Expired", message), metadata: { continue: later } });
}

export const expiredWatch = (from: string, oldest: string): object =>
  statusOf(410, "Expired", `too old resource version: ${from} (${oldest})`);

export const json = (status: number, value: unknown): WholeAnswer => jsonText(status, `${JSON.stringify(value)}\n`);

export const jsonText = (status: number, body: string, type = "application/json"): WholeAnswer => ({
  status,
  headers: { "content-type": type, "cache-control": "no-cache, private" },
  body,
});

export const text = (status: number, body: string, headers: Record<string, string> = {}): WholeAnswer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", ...headers },
  body,
});
