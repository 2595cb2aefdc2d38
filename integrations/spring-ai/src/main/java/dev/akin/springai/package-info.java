/** Akin as a vector store and an embedding model of Spring AI. */
package dev.akin.springai;
