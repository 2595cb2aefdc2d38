/** The container that index checkpoints are written in: named, checksummed, mappable sections. */
package dev.akin.index.file;
