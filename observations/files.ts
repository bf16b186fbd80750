import type { Checkout } from "./checkout.ts";

/** Sources that are files of this machine: read without asking a cluster. */
export interface FileObservations {
  kubeconfig: KubeconfigFile;
  talosconfig: TalosconfigFile;
  sops: {
    keyFile: string;
    recipientsOfKey: string[];
    /** Left out where no checkout is given that would hold them. */
    rulesFile?: string;
    recipientsOfRepository?: string[];
  };
  /** The checkout of the GitOps repository; `repository/model.ts` makes sense of it. */
  repository: Checkout;
  /** What the URLs answered that the checkout's bootstrap applies: each is asked for once, by HEAD. */
  remoteManifests: RemoteAnswer[];
}

export interface RemoteAnswer {
  url: string;
  /** After redirects; left out where nothing answered. */
  status?: number;
  trouble?: string;
}

export interface Certificate {
  subject: string;
  organizations: string[];
  notBefore: string;
  notAfter: string;
}

export interface KubeconfigFile {
  path: string;
  contexts: string[];
  currentContext?: string;
  /** The context that this run uses, and what it names; `undefined` where the file lacks it. */
  context?: {
    name: string;
    server: string;
    /** The server that the file itself names, where `--endpoint` names another: commands ask it. */
    ownServer?: string;
    /** What switches the verification of the server's certificate off, in words. */
    unverified?: string;
    namespace?: string;
    credential: "certificate" | "token" | "exec" | "basic" | "none";
  };
  certificate?: Certificate;
  /** Where the token is a JWT with an expiry. */
  tokenExpires?: string;
  /** SHA-256 of the cluster's CA in DER, hex. */
  caFingerprint?: string;
}

export interface TalosconfigFile {
  path: string;
  contexts: string[];
  context?: { name: string; endpoints: string[]; nodes: string[] };
  certificate?: Certificate;
}
