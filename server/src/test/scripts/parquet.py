"""Writes the Parquet files of ParquetTest with pyarrow, from which most such files come.

python3 parquet.py FOLDER; pip install pyarrow. Made with pyarrow 25.0.1.
"""

import datetime
import decimal
import sys

import pyarrow as pa
import pyarrow.parquet as pq

folder = sys.argv[1]

table = pa.table(
    {
        "id": pa.array(["a", "7", "ü"]),
        "text": pa.array(["one", None, ""]),
        "vector": pa.array([[0.5, 1], [-1, 2.5], [3, 4]], pa.list_(pa.float32(), 2)),
        "vectors.half": pa.array([[1.5], None, [-2]], pa.list_(pa.float16())),
        "images.cover": pa.array(
            [{"bytes": b"\x01\x02", "path": "x.png"}, {"bytes": None, "path": "y.png"}, None],
            pa.struct([("bytes", pa.binary()), ("path", pa.string())]),
        ),
        "expires_at": pa.array([None, "never", "2027-01-31T12:00:00Z"]),
        "int": pa.array([1, -2, None], pa.int32()),
        "unsigned": pa.array([1, 2**32 - 1, None], pa.uint32()),
        "float": pa.array([0.5, float("nan"), None], pa.float32()),
        "half": pa.array([0.25, -1, None], pa.float16()),
        "bool": pa.array([True, False, None]),
        "word": pa.array(["x", "y", "x"]).dictionary_encode(),
        "date": pa.array([datetime.date(2026, 2, 28), datetime.date(1969, 12, 31), None]),
        "time": pa.array([datetime.time(1, 2, 3), datetime.time(0, 0, 0, 5), None], pa.time64("us")),
        "instant": pa.array(
            [datetime.datetime(2026, 2, 28, 12), datetime.datetime(1969, 12, 31, 23, 59, 59, 250000), None],
            pa.timestamp("us", tz="UTC"),
        ),
        "local": pa.array([datetime.datetime(2026, 2, 28, 12, 30, 15), None, None], pa.timestamp("ns")),
        "price": pa.array([decimal.Decimal("12.50"), decimal.Decimal("-0.01"), None], pa.decimal128(9, 2)),
        "tags": pa.array([["a", None], [], None]),
        "nested": pa.array(
            [{"x": 1, "deep": [{"y": "z"}, None]}, {"x": None, "deep": None}, None],
            pa.struct([("x", pa.int64()), ("deep", pa.list_(pa.struct([("y", pa.string())])))]),
        ),
        "map": pa.array([[("k", 1), ("l", None)], [], None], pa.map_(pa.string(), pa.int64())),
    }
)
for codec in ["snappy", "zstd", "gzip", "lz4", "none"]:
    pq.write_table(table, f"{folder}/table-{codec}.parquet", compression=codec, row_group_size=2)
pq.write_table(table.select(["id", "local"]), f"{folder}/int96.parquet", use_deprecated_int96_timestamps=True)
pq.write_table(pa.table({"blob": pa.array([b"\xff\xfe"])}), f"{folder}/blob.parquet")
pq.write_table(pa.table({"text": pa.array([1])}), f"{folder}/number.parquet")
pq.write_table(pa.table({"vector": pa.array([[1.0, None]])}), f"{folder}/null.parquet")
pq.write_table(pa.table({"id": pa.array([-1])}), f"{folder}/negative.parquet")
pq.write_table(pa.table({"n": pa.array([1])}), f"{folder}/brotli.parquet", compression="brotli")
