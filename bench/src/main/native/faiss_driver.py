"""A worker of the benchmark over FAISS.

The protocol and the files are described in the package page of dev.akin.bench.peer, the data set's
layout in DatasetFormat. Arguments: the data set, a folder, and the kind of index: hnsw, ivf,
ivfpqfs or flat. Searches go through search_c with pointers made once, so that what Python adds to each is
about a microsecond.
"""

import itertools
import math
import os
import sys
import time

import faiss
import numpy as np

M = 16
EF_CONSTRUCTION = 200
K_FACTOR = 40


class Driver:
    def __init__(self, dataset, folder, kind):
        self.folder = folder
        self.kind = kind
        self.index = None
        header = np.fromfile(dataset, dtype="<i4", count=16)
        if header[:2].tobytes() != b"AKINANN1":
            raise ValueError(f"{dataset} is not a data set")
        self.dimension, self.rows, queries = (int(value) for value in header[2:5])
        self.dataset = dataset
        self.queries = np.ascontiguousarray(
            np.fromfile(
                dataset,
                dtype="<f4",
                count=queries * self.dimension,
                offset=64 + self.rows * self.dimension * 4,
            ).reshape(queries, self.dimension)
        )

    def build(self, threads):
        faiss.omp_set_num_threads(threads)
        start = time.perf_counter_ns()
        rows = np.fromfile(
            self.dataset, dtype="<f4", count=self.rows * self.dimension, offset=64
        ).reshape(self.rows, self.dimension)
        nlist = int(4 * math.sqrt(self.rows))
        if self.kind == "hnsw":
            factory = f"HNSW{M},Flat"
        elif self.kind == "ivf":
            factory = f"IVF{nlist},Flat"
        elif self.kind == "ivfpqfs":
            if self.dimension % 2:
                raise ValueError("PQ of two dimensions each needs an even dimension")
            factory = f"IVF{nlist},PQ{self.dimension // 2}x4fs,RFlat"
        elif self.kind == "flat":
            factory = "Flat"
        else:
            raise ValueError(f"kind must be hnsw, ivf, ivfpqfs or flat: {self.kind}")
        index = faiss.index_factory(self.dimension, factory, faiss.METRIC_INNER_PRODUCT)
        if self.kind == "hnsw":
            index.hnsw.efConstruction = EF_CONSTRUCTION
        elif not index.is_trained:
            index.train(rows)
        index.add(rows)
        nanos = time.perf_counter_ns() - start
        del rows
        self.index = index
        path = os.path.join(self.folder, "faiss.index")
        faiss.write_index(index, path)
        settings = {
            "hnsw": f"efConstruction {EF_CONSTRUCTION}",
            "ivf": "one list per vector",
            "ivfpqfs": f"k_factor {K_FACTOR}",
            "flat": "exact",
        }[self.kind]
        about = f"FAISS {faiss.__version__} {factory} {settings}, {faiss.get_compile_options()}"
        return f"ok nanos={nanos} bytes={os.path.getsize(path)} about={about.strip()}"

    def prepare(self, parameter, k):
        """Sets the parameter; returns the arguments of each query's search and where it writes."""
        faiss.omp_set_num_threads(1)
        if self.kind == "hnsw":
            self.index.hnsw.efSearch = max(parameter, k)
        elif self.kind == "ivf":
            self.index.nprobe = parameter
        elif self.kind == "ivfpqfs":
            self.index.k_factor = K_FACTOR
            faiss.downcast_index(self.index.base_index).nprobe = parameter
        count = len(self.queries)
        self.scores = np.empty((count, k), dtype=np.float32)
        self.found = np.empty((count, k), dtype=np.int64)
        return [
            (
                1,
                faiss.swig_ptr(self.queries[i : i + 1]),
                k,
                faiss.swig_ptr(self.scores[i : i + 1]),
                faiss.swig_ptr(self.found[i : i + 1]),
            )
            for i in range(count)
        ]

    def find(self, parameter, k):
        calls = self.prepare(parameter, k)
        # An exact scan counts nothing; the statistics of lists stay at zero then.
        stats = faiss.cvar.hnsw_stats if self.kind == "hnsw" else faiss.cvar.indexIVF_stats
        stats.reset()
        for call in calls:
            self.index.search_c(*call)
        self.found.astype("<i4").tofile(os.path.join(self.folder, "ordinals.i32"))
        return f"ok distances={int(stats.ndis) or -1}"

    def time(self, parameter, k, warmup, nanos):
        calls = self.prepare(parameter, k)
        search = self.index.search_c
        clock = time.perf_counter_ns
        endless = itertools.cycle(calls)
        end = clock() + warmup
        while clock() < end:
            search(*next(endless))
        cpu = time.thread_time_ns()
        times = [clock()]
        end = times[0] + nanos
        while times[-1] < end:
            search(*next(endless))
            times.append(clock())
        cpu = time.thread_time_ns() - cpu
        latencies = np.diff(np.array(times, dtype="<i8"))
        latencies.tofile(os.path.join(self.folder, "latencies.i64"))
        return f"ok runs={len(latencies)} nanos={times[-1] - times[0]} cpu={cpu}"


def main():
    driver = Driver(*sys.argv[1:4])
    for line in sys.stdin:
        word, *rest = line.split()
        fields = {name: int(value) for name, value in (each.split("=") for each in rest)}
        try:
            if word == "quit":
                break
            if word == "build":
                answer = driver.build(**fields)
            elif word == "find":
                answer = driver.find(**fields)
            elif word == "time":
                answer = driver.time(**fields)
            else:
                answer = f"error unknown request: {word}"
        except Exception as e:  # the benchmark reports it and goes on without this contestant
            answer = f"error {type(e).__name__}: {e}".replace("\n", " ")
        print(answer, flush=True)


main()
