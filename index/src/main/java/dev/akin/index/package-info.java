/**
 * What every vector index shares: the rows, sets of ordinals, requests and results, and the
 * interfaces through which an index is searched and grown.
 */
package dev.akin.index;
