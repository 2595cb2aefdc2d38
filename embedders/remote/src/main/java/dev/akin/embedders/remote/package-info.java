/**
 * Models that run elsewhere, behind the OpenAI embeddings API, which Ollama, vLLM, TEI and others
 * speak as well. A {@code .json} file describes one; the key comes from the environment.
 */
package dev.akin.embedders.remote;
