package dev.akin.bench.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every Java file is formatted by google-java-format. {@code -Dformat.write=true} rewrites those
 * that are not.
 */
class FormatTest {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "shared", "node_modules");

  private final Formatter formatter = new Formatter();

  @Test
  void everyFileIsFormatted() throws IOException, FormatterException {
    Path root = root();
    List<Path> files = javaFiles(root);
    assertThat(files).hasSizeGreaterThan(40);
    boolean write = Boolean.getBoolean("format.write");
    List<Path> unformatted = new ArrayList<>();
    for (Path file : files) {
      String source = Files.readString(file);
      String formatted = formatted(file, source);
      if (!source.equals(formatted)) {
        if (write) {
          Files.writeString(file, formatted);
        } else {
          unformatted.add(root.relativize(file));
        }
      }
    }
    assertThat(unformatted)
        .as("files to format; mvn -pl bench -am test -Dformat.write=true rewrites them")
        .isEmpty();
  }

  @Test
  void findsWhatIsNotFormatted() throws FormatterException {
    String source = "class A{int b;}\n";
    assertThat(formatter.formatSourceAndFixImports(source))
        .isNotEqualTo(source)
        .isEqualTo("class A {\n  int b;\n}\n");
  }

  private String formatted(Path file, String source) throws FormatterException {
    try {
      return formatter.formatSourceAndFixImports(source);
    } catch (FormatterException e) {
      throw new FormatterException(file + ": " + e.getMessage());
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("api/pom.xml"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
