/**
 * Word vectors as fastText makes them: {@link dev.akin.embedders.words.FastTextModel} reads a model
 * by memory map, {@link dev.akin.embedders.words.FastTextEmbedder} makes texts' vectors from it.
 */
package dev.akin.embedders.words;
