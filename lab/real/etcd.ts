import { request } from "undici";

/** A value under a key; `undefined` removes it. */
export type Write = readonly [key: string, value: string | undefined];

/** At most so many in one transaction: etcd is started with room for them. */
export const WRITES_AT_ONCE = 200;

/** Writes keys over etcd's JSON gateway: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/ */
export async function write(url: string, writes: readonly Write[]): Promise<void> {
  for (let from = 0; from < writes.length; from += WRITES_AT_ONCE) {
    const success = writes
      .slice(from, from + WRITES_AT_ONCE)
      .map(([key, value]) =>
        value === undefined
          ? { requestDeleteRange: { key: encoded(key) } }
          : { requestPut: { key: encoded(key), value: encoded(value) } },
      );
    await ask(url, "kv/txn", { success });
  }
}

/** Makes it forget every revision but the newest. */
export async function compact(url: string): Promise<void> {
  const { header } = (await ask(url, "kv/range", { key: encoded("/"), countOnly: true })) as {
    header: { revision: string };
  };
  await ask(url, "kv/compaction", { revision: header.revision, physical: true });
}

async function ask(url: string, call: string, message: object): Promise<unknown> {
  const { statusCode, body } = await request(`${url}/v3/${call}`, { method: "POST", body: JSON.stringify(message) });
  const said = await body.text();
  if (statusCode !== 200) throw new Error(`etcd refused ${call}: ${statusCode} ${said.slice(0, 300)}`);
  return JSON.parse(said);
}

const encoded = (text: string): string => Buffer.from(text).toString("base64");
