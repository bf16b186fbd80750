import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, askAll, askerOf, askPublic } from "./remote-manifests.ts";

let server: Server;
let base = "";
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.url === "/silent") return;
    if (request.url === "/nowhere") response.writeHead(302, { location: "https://[" });
    else if (request.url === "/circle") response.writeHead(302, { location: "/circle" });
    else if (request.url === "/moved") response.writeHead(302, { location: "/there" });
    else if (request.url === "/no-head" && request.method === "HEAD") response.writeHead(405);
    else response.writeHead(/gone|url=/.test(request.url ?? "") ? 404 : 200);
    response.end(request.method === "GET" ? "x" : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const NOT_ASKED = ", which is not asked: name the URL of HTTPS that has the file itself";

const { signal } = new AbortController();

test("what is there, what is gone, what has moved", async () => {
  expect(await ask(`${base}/there`, signal)).toEqual({ url: `${base}/there`, status: 200 });
  expect(await ask(`${base}/gone`, signal)).toEqual({ url: `${base}/gone`, status: 404 });
  expect(await ask(`${base}/moved`, signal)).toEqual({ url: `${base}/moved`, status: 200 });
});

test("a server that refuses HEAD is asked by GET", async () => {
  expect(await ask(`${base}/no-head`, signal)).toEqual({ url: `${base}/no-head`, status: 200 });
  expect(asked.filter((line) => line.endsWith("/no-head"))).toEqual(["HEAD /no-head", "GET /no-head"]);
});

test("silence ends with the deadline, a refused connection at once", async () => {
  expect(await ask(`${base}/silent`, signal, undefined, 50)).toEqual({
    url: `${base}/silent`,
    trouble: "no answer came in time; ask it again, where HTTPS leads out of the network without a proxy",
  });
  expect(await ask("http://127.0.0.1:1/x", signal)).toMatchObject({
    trouble:
      "127.0.0.1 refuses connections; correct the URL, or ask it again, where HTTPS leads out of the network without a proxy",
  });
});

test("the lab is asked in the place of all others, and without it only a live run asks", async () => {
  const elsewhere = askerOf({ backend: "lab", elsewhere: `${base}/there` });
  expect(await elsewhere?.("https://x.io/crd.yaml?ref=v1", signal)).toEqual({
    ...{ url: "https://x.io/crd.yaml?ref=v1", status: 404 },
  });
  expect(asked.at(-1)).toBe("HEAD /there?url=https%3A%2F%2Fx.io%2Fcrd.yaml%3Fref%3Dv1");
  expect(askerOf({ backend: "lab" })).toBeUndefined();
  expect(askerOf({ backend: "replay" })).toBeUndefined();
  expect(askerOf({ backend: "live" })).toBe(askPublic);
});

test("hosts that are not public are not asked", async () => {
  const before = asked.length;
  expect(await askAll([`${base}/there`], signal, ask)).toEqual([
    { url: `${base}/there`, trouble: `it leads to 127.0.0.1 without TLS${NOT_ASKED}` },
  ]);
  expect(asked.length).toBe(before);
});

test("redirects are looked at as the URL itself is, and come to an end", async () => {
  const before = asked.length;
  const notThere = { refuses: (url: string) => (url.endsWith("/there") ? "nas.lan" : undefined) };
  const { trouble } = await ask(`${base}/moved`, signal, notThere);
  expect(trouble).toBe(`it redirects to nas.lan${NOT_ASKED}`);
  expect(asked.slice(before)).toEqual(["HEAD /moved"]);
  expect(await ask(`${base}/nowhere`, signal)).toMatchObject({
    trouble: `it redirects to what is no URL${NOT_ASKED}`,
  });
  expect(await ask(`${base}/circle`, signal)).toMatchObject({ trouble: `it redirects more than 5 times${NOT_ASKED}` });
});

test("a name that leads to this machine is not asked", async () => {
  const before = asked.length;
  const { trouble } = await askPublic("https://localhost.:8443/x", signal);
  expect(trouble).toMatch(/^it redirects to localhost, a name of a machine/);
  expect(asked.length).toBe(before);
});
