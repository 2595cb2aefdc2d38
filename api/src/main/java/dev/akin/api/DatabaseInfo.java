package dev.akin.api;

/**
 * What runs a database.
 *
 * @param version of Akin
 * @param java the Java runtime's version
 * @param kernels the distance kernels in use, such as {@code panama-512-fma}
 * @param uptimeMillis since it was opened
 */
public record DatabaseInfo(String version, String java, String kernels, long uptimeMillis) {}
