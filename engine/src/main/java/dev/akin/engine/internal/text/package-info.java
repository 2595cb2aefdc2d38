/** The full-text index of a collection: BM25 by Apache Lucene. */
package dev.akin.engine.internal.text;
