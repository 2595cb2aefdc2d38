/**
 * The hierarchical navigable small world graph (Malkov and Yashunin, arXiv:1603.09320): links,
 * insertion, search, repair and persistence.
 */
package dev.akin.index.hnsw;
