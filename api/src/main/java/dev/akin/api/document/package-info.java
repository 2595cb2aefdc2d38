/**
 * Long texts over collections: a document is split into passages, each of which is a record of its
 * own, and searches answer with documents and the passages that matched, or with passages cut to
 * what a language model can read. All of it is done with the calls of {@link
 * dev.akin.api.Collection}, so it works on a database in the process and on a server alike.
 */
package dev.akin.api.document;
