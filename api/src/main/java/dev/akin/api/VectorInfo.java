package dev.akin.api;

/**
 * The state of one of a collection's vectors.
 *
 * @param spec with the dimension filled in
 * @param indexed live vectors in the index
 * @param pending live vectors still scanned exactly, until an indexer has moved them
 * @param memoryBytes off-heap memory of vectors and index, mapped files included
 */
public record VectorInfo(VectorSpec spec, long indexed, long pending, long memoryBytes) {}
