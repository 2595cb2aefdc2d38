"""Makes word vectors, a corpus and what Arora et al. (2017) make of some sentences. Needs numpy.

    python make_sif.py ../resources/sif
"""

import json
import pathlib
import sys

import numpy as np

A = 1e-3
DIMENSION = 8


def main(target):
    random = np.random.default_rng(11)
    words = [f"w{i}" for i in range(60)]
    # A direction that all words share, as real word vectors have one.
    vectors = random.normal(size=(60, DIMENSION)) + 1.5 * random.normal(size=DIMENSION)
    vectors = np.round(vectors, 5)
    frequency = 1 / np.arange(1, 61)
    frequency /= frequency.sum()
    corpus = [random.choice(60, size=random.integers(3, 12), p=frequency) for _ in range(120)]
    (target / "vectors.txt").write_text(
        "".join(w + " " + " ".join(f"{v:.5f}" for v in row) + "\n" for w, row in zip(words, vectors)))
    (target / "corpus.txt").write_text("".join(" ".join(words[i] for i in s) + "\n" for s in corpus))
    counts = np.bincount(np.concatenate(corpus), minlength=60)
    weights = A / (A + counts / counts.sum())

    def mean(ids):
        return (weights[ids][:, None] * vectors[ids]).mean(0)

    matrix = np.array([mean(s) for s in corpus])
    component = np.linalg.svd(matrix, full_matrices=False)[2][0]
    sentences = [list(map(int, s)) for s in corpus[:5]] + [[0], [59, 0, 0], [58, 57]]
    expected = [(m - component * (component @ m)).tolist() for m in map(mean, sentences)]
    (target / "expected.json").write_text(json.dumps(
        {"sentences": [" ".join(words[i] for i in s) for s in sentences], "vectors": expected}) + "\n")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
