import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Keeps objects as a storage does that speaks S3: PUT, GET and ListObjectsV2 of one bucket, two keys a page. */
export interface StandIn {
  url: string;
  objects: Map<string, Buffer | string>;
  /** In the order in which they came. */
  puts: string[];
  /** What it answers to everything, once it is set. */
  refusal?: { status: number; code: string };
  close(): void;
}

export async function standIn(bucket: string): Promise<StandIn> {
  const it: StandIn = { url: "", objects: new Map(), puts: [], close: () => server.close() };
  const server: Server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
    const answer = (status: number, body: Buffer | string): void => void response.writeHead(status).end(body);
    const body: Buffer[] = [];
    request.on("data", (part: Buffer) => body.push(part));
    request.on("end", () => {
      const [, named, ...rest] = pathname.split("/").map(decodeURIComponent);
      const key = rest.join("/");
      if (it.refusal) return answer(it.refusal.status, `<Error><Code>${it.refusal.code}</Code></Error>`);
      if (named !== bucket) return answer(404, "<Error><Code>NoSuchBucket</Code></Error>");
      if (request.method === "PUT") {
        it.puts.push(key);
        it.objects.set(key, Buffer.concat(body));
        return answer(200, "");
      }
      if (searchParams.has("list-type")) return answer(200, listing([...it.objects.keys()], searchParams));
      const found = it.objects.get(key);
      return found === undefined ? answer(404, "<Error><Code>NoSuchKey</Code></Error>") : answer(200, found);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  it.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return it;
}

const PAGE = 2;

function listing(keys: readonly string[], asked: URLSearchParams): string {
  const [prefix, delimiter] = [asked.get("prefix") ?? "", asked.get("delimiter")];
  const below = keys.filter((key) => key.startsWith(prefix)).toSorted();
  const folders = new Set(below.flatMap((key) => folderOf(key, prefix, delimiter)));
  const entries = delimiter === null ? below : [...folders];
  const from = Number(asked.get("continuation-token") ?? 0);
  const shown = entries.slice(from, from + PAGE);
  const tag = (name: string): string =>
    delimiter === null
      ? `<Contents><Key>${name}</Key></Contents>`
      : `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;
  const more = from + PAGE < entries.length;
  const next = more ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : "";
  return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${shown.map(tag).join("")}</ListBucketResult>`;
}

function folderOf(key: string, prefix: string, delimiter: string | null): string[] {
  const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? [] : [key.slice(0, end + 1)];
}
