/** What people can do about what a kubelet, a runtime or a registry says; tried in order, the first that fits is told. */
const MENDS: readonly [says: RegExp, mend: string | ((match: RegExpExecArray) => string)][] = [
  [
    /couldn't find key (\S+) in (Secret|ConfigMap) (\S+?)\)?(?=$|[\s;,])/,
    ([, key, kind, name]) => `Give ${kind} ${name} the key ${key}, or name one that it has in the pod's template.`,
  ],
  [
    /(secret|configmap) "([^"]+)" not found/i,
    ([, kind = "", name]) =>
      `${kind.toLowerCase() === "secret" ? "Secret" : "ConfigMap"} ${name} is missing: see what should make it (an ExternalSecret, a Certificate, a Kustomization), or mend the reference.`,
  ],
  [
    /executable file not found|no such file or directory.*exec|exec: .*no such file/i,
    "The image has no such command: check command and args of the container, and the image's tag.",
  ],
  [/exec format error/i, "The program is built for another architecture than the node's: take an image of that one."],
  [
    /OOMKilled/,
    "It takes more memory than its limit allows: raise resources.limits.memory, or find what takes it. Until then it is killed and started again.",
  ],
  [
    /liveness probe failed|startup probe failed/i,
    "The kubelet kills and restarts it for this: see why it does not answer (its log before the restart), or give it more time (startupProbe, failureThreshold, timeoutSeconds).",
  ],
  [
    /readiness probe failed/i,
    "It gets no traffic until this answers: see its log, and whether the probe asks the path and port that it serves.",
  ],
];

/** Of image pulls only: these words mean something else elsewhere. Statuses before names, which error texts repeat. */
const PULLS: readonly [says: RegExp, mend: string][] = [
  [
    /\b429\b|toomanyrequests|too many requests|pull rate limit/i,
    "The registry limits how often it is asked: wait until its window is over, pull with an account (imagePullSecrets), or through a mirror.",
  ],
  [
    /x509|tls: |certificate (?:signed|is|has)/i,
    "The node does not trust the registry's certificate: give the node its CA (machine config, registries), or mend the node's clock where it says expired or not yet valid.",
  ],
  [
    /no such host|server misbehaving|name resolution/i,
    "The node cannot resolve the registry's name: check the name in the image, and the nameservers of the node.",
  ],
  [
    /\b401\b|unauthori[sz]ed|authentication required|no basic auth/i,
    "The registry asks who is there: give the pod or its ServiceAccount an imagePullSecret that this registry accepts.",
  ],
  [
    /\b403\b|forbidden|denied/i,
    "The registry refuses this account, or has no such repository and does not say so: check the image's name and what the imagePullSecret may read.",
  ],
  [
    /no match for platform/i,
    "The image is not built for the node's architecture: take one that is, or keep the pod off these nodes.",
  ],
  [
    /manifest unknown|not ?found|\b404\b/i,
    "The registry has no such image: check its name, tag and digest, and that it was pushed.",
  ],
  [
    /connection refused|i\/o timeout|no route to host|network is unreachable|deadline exceeded|EOF|connection reset/i,
    "The node does not reach the registry: try it from the node, and check proxy, mirror and firewall.",
  ],
];

/** How to mend what is said in these words, of an image pull or of anything else; `undefined` for words not known. */
export function mendOf(said: string, isPull = false): string | undefined {
  for (const [says, mend] of isPull ? PULLS : MENDS) {
    const match = says.exec(said);
    if (match) return typeof mend === "string" ? mend : mend(match);
  }
  return undefined;
}
