/**
 * How records live and queries are answered: the commit queue, the table of ordinals, one {@link
 * dev.akin.engine.internal.VectorField} per vector, checkpoints and background indexing. The only
 * place where storage and index meet.
 */
package dev.akin.engine.internal;
