/**
 * Embedding models as the engine sees them: an {@link dev.akin.embedders.Embedder} turns inputs
 * into vectors, an {@link dev.akin.embedders.EmbedderProvider} opens it from files or from what it
 * brings along, and the {@link dev.akin.embedders.EmbedderRegistry} finds the providers.
 */
package dev.akin.embedders;
