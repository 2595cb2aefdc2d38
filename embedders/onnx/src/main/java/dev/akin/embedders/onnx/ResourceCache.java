package dev.akin.embedders.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.jar.JarEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large files from inside jars, unpacked once per machine: native libraries and bundled models. To
 * unpack them at every start would be most of the time that opening a small model takes. Safe for
 * any number of threads and processes.
 *
 * <p>The files lie under {@code akin} in the user's cache directory ({@code $XDG_CACHE_HOME} or
 * {@code ~/.cache}, or what the system property {@code akin.cache.dir} names), in a directory named
 * after their size and checksum, so that no version meets another's files. They can be deleted at
 * any time.
 */
public final class ResourceCache {
  private static final Logger LOGGER = LoggerFactory.getLogger(ResourceCache.class);

  private ResourceCache() {}

  /**
   * The file that holds what a resource holds.
   *
   * @param loader that finds the resource
   * @param name of the resource
   * @return empty if the resource is not in a jar, or the cache directory cannot be written
   */
  public static Optional<Path> file(ClassLoader loader, String name) {
    URL url = loader.getResource(name);
    if (url == null || !url.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    try {
      JarEntry entry = ((JarURLConnection) url.openConnection()).getJarEntry();
      String version = Long.toHexString(entry.getCrc()) + "-" + entry.getSize();
      Path file = directory().resolve(version).resolve(name.substring(name.lastIndexOf('/') + 1));
      if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
        unpack(url, file);
      }
      return Optional.of(file);
    } catch (IOException | RuntimeException e) {
      LOGGER.info("{} is unpacked at every start: {}", name, e.toString());
      return Optional.empty();
    }
  }

  private static Path directory() {
    String configured = System.getProperty("akin.cache.dir");
    if (configured != null) {
      return Path.of(configured);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isEmpty()
        ? Path.of(xdg, "akin")
        : Path.of(System.getProperty("user.home"), ".cache", "akin");
  }

  /** Writes beside the file and renames, so that no process ever sees half of it. */
  private static void unpack(URL url, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path unfinished = Files.createTempFile(file.getParent(), "unpacking", ".tmp");
    try {
      try (InputStream in = url.openStream()) {
        Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
      }
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
