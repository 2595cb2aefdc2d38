/** Akin as an embedding store and an embedding model of LangChain4j. */
package dev.akin.langchain4j;
