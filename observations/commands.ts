import type { Trouble } from "./trouble.ts";

/** What other commands say: versions, 1Password, Flux. */
export interface CommandObservations {
  tools: { name: string; version?: string; path?: string; trouble?: Trouble }[];
  onePassword: { signedIn: boolean; detail: string };
  fluxCheck: {
    exit: number | undefined;
    killed: boolean;
    controllers: { name: string; ready: boolean; detail: string; image?: string }[];
    crds: string[];
    passedLine: boolean;
    failures: string[];
    transcript: string;
  };
}
