/**
 * Inverted lists: k-means, the lists around its centroids, and the search that scans the lists
 * nearest to a query.
 */
package dev.akin.index.ivf;
