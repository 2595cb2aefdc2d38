/** The default text model, all-MiniLM-L6-v2, which comes with Akin and needs no files. */
package dev.akin.embedders.minilm;
