"""Makes a collection of texts that the server embeds, and searches it: example.py HOST:PORT."""

import sys

import grpc

from akin.v1 import collection_pb2, collection_pb2_grpc
from akin.v1 import record_pb2, record_pb2_grpc
from akin.v1 import search_pb2, search_pb2_grpc

NAME = "python-example"
DEADLINE_SECONDS = 60
TEXTS = {
    "cat": ("The cat sat on the mat.", "en"),
    "bank": ("Interest rates rose again.", "en"),
    "katze": ("Die Katze lag auf dem Sofa.", "de"),
}


def text(value: str) -> record_pb2.Value:
    return record_pb2.Value(text=value)


def record(name: str) -> record_pb2.Record:
    words, language = TEXTS[name]
    return record_pb2.Record(
        id=record_pb2.RecordId(text=name),
        sources={"default": record_pb2.Input(text=words)},
        payload={"lang": text(language)},
    )


def main(address: str) -> None:
    with grpc.insecure_channel(address) as channel:
        collections = collection_pb2_grpc.CollectionServiceStub(channel)
        records = record_pb2_grpc.RecordServiceStub(channel)
        search = search_pb2_grpc.SearchServiceStub(channel)

        spec = collection_pb2.CollectionSpec(
            vectors={"default": collection_pb2.VectorSpec(embedder="minilm")}
        )
        collections.CreateCollection(
            collection_pb2.CreateCollectionRequest(name=NAME, spec=spec), timeout=DEADLINE_SECONDS
        )
        records.Upsert(
            record_pb2.UpsertRequest(collection=NAME, records=[record(name) for name in TEXTS]),
            timeout=DEADLINE_SECONDS,
        )
        english = record_pb2.Filter(match=record_pb2.MatchFilter(field="lang", values=[text("en")]))
        query = search_pb2.Query(
            input=record_pb2.Input(text="a feline at rest"), k=2, filter=english
        )
        answer = search.Search(
            search_pb2.SearchRequest(collection=NAME, query=query), timeout=DEADLINE_SECONDS
        )
        for hit in answer.result.hits:
            print(f"{hit.score:.3f}  {hit.record.id.text}  {hit.record.sources['default'].text}")
        collections.DropCollection(
            collection_pb2.DropCollectionRequest(name=NAME), timeout=DEADLINE_SECONDS
        )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: run HOST:PORT")
    main(sys.argv[1])
