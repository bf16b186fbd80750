import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { World } from "../world.ts";

/** Stands for every other host: what a bootstrap fetches by URL answers here as the world says. */
export interface Elsewhere {
  /** Asked with the URL in question as `?url=`. */
  url: string;
  close(): void;
}

/** The status that a URL answers in this world; `undefined` where nobody does. */
export const statusOf = ({ elsewhere = {} }: World, url: string): number | undefined =>
  Object.hasOwn(elsewhere, url) ? elsewhere[url] : undefined;

export async function serveElsewhere(world: () => World): Promise<Elsewhere> {
  const server = createServer((request, response) => {
    const status = statusOf(world(), new URL(request.url ?? "/", "http://lab").searchParams.get("url") ?? "");
    // as where no such host is: nothing comes back
    if (status === undefined) request.socket.destroy();
    else response.writeHead(status).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
