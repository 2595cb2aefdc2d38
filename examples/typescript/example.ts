// Makes a collection of texts that the server embeds, and searches it: example HOST:PORT.
import { create } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { CollectionService } from "./gen/akin/v1/collection_pb.js";
import {
  type Record as AkinRecord,
  RecordSchema,
  RecordService,
  type Value,
  ValueSchema,
} from "./gen/akin/v1/record_pb.js";
import { SearchService } from "./gen/akin/v1/search_pb.js";

const NAME = "typescript-example";
const TEXTS = [
  { id: "cat", text: "The cat sat on the mat.", lang: "en" },
  { id: "bank", text: "Interest rates rose again.", lang: "en" },
  { id: "katze", text: "Die Katze lag auf dem Sofa.", lang: "de" },
];

function text(value: string): Value {
  return create(ValueSchema, { kind: { case: "text", value } });
}

function record(document: (typeof TEXTS)[number]): AkinRecord {
  return create(RecordSchema, {
    id: { kind: { case: "text", value: document.id } },
    sources: { default: { kind: { case: "text", value: document.text } } },
    payload: { lang: text(document.lang) },
  });
}

async function main(address: string): Promise<void> {
  const transport = createGrpcTransport({
    baseUrl: `http://${address}`,
    defaultTimeoutMs: 60_000,
  });
  const collections = createClient(CollectionService, transport);
  const records = createClient(RecordService, transport);
  const search = createClient(SearchService, transport);

  await collections.createCollection({
    name: NAME,
    spec: { vectors: { default: { embedder: "minilm" } } },
  });
  await records.upsert({ collection: NAME, records: TEXTS.map(record) });
  const answer = await search.search({
    collection: NAME,
    query: {
      target: { case: "input", value: { kind: { case: "text", value: "a feline at rest" } } },
      k: 2,
      filter: { kind: { case: "match", value: { field: "lang", values: [text("en")] } } },
    },
  });
  for (const hit of answer.result?.hits ?? []) {
    const source = hit.record?.sources["default"]?.kind.value;
    console.log(`${hit.score.toFixed(3)}  ${hit.record?.id?.kind.value}  ${source}`);
  }
  await collections.dropCollection({ name: NAME });
}

if (process.argv.length !== 3) {
  console.error("usage: run HOST:PORT");
  process.exit(1);
}
await main(process.argv[2]!);
