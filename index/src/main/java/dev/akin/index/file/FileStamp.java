package dev.akin.index.file;

/**
 * What tells a whole index file from any other. The header's checksum covers that of the directory,
 * and the directory those of all blocks.
 *
 * @param length of the file in bytes
 * @param checksum of its header
 */
public record FileStamp(long length, int checksum) {}
