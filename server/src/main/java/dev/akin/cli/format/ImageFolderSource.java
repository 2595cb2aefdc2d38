package dev.akin.cli.format;

import dev.akin.api.AkinException;
import dev.akin.api.Input;
import dev.akin.api.Record;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The images in a directory and those below it, in the order of their paths. A record's id is its
 * image's path from the directory, with {@code /} between names.
 */
final class ImageFolderSource implements RecordSource {
  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "webp", "gif", "bmp");

  private final Path folder;
  private final String vectorName;
  private final List<Path> files;
  private int next;

  /**
   * Lists the images.
   *
   * @throws AkinException.InvalidArgument if there are none
   */
  ImageFolderSource(Path folder, String vectorName) throws IOException {
    this.folder = folder;
    this.vectorName = vectorName;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(ImageFolderSource::isImage).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new AkinException.InvalidArgument(
          folder
              + ": no images in this directory, no file's name ends in .png, .jpg, .jpeg, .webp,"
              + " .gif or .bmp");
    }
  }

  private static boolean isImage(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1)) && Files.isRegularFile(path);
  }

  @Override
  public Optional<Record> next() throws IOException {
    if (next == files.size()) {
      return Optional.empty();
    }
    Path file = files.get(next++);
    String id = folder.relativize(file).toString().replace(File.separatorChar, '/');
    try {
      return Optional.of(Record.of(id).with(vectorName, new Input.Image(Files.readAllBytes(file))));
    } catch (AkinException.InvalidArgument e) {
      throw new AkinException.InvalidArgument(place() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String place() {
    return next == 0 ? folder.toString() : files.get(next - 1).toString();
  }

  @Override
  public long done() {
    return next;
  }

  @Override
  public long total() {
    return files.size();
  }

  @Override
  public boolean countsBytes() {
    return false;
  }

  @Override
  public void close() {}
}
