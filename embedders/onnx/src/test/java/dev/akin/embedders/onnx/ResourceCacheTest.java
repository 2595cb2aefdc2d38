package dev.akin.embedders.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceCacheTest {
  private static final String PROPERTY = "akin.cache.dir";

  @TempDir Path temp;
  private String before;

  @BeforeEach
  void useOwnDirectory() {
    before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, temp.resolve("cache").toString());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(PROPERTY);
    } else {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void unpacksOnceAndNothingIsLeftBehind() throws IOException {
    try (URLClassLoader loader = loader("one.jar", "the model")) {
      Path file = ResourceCache.file(loader, "folder/model.bin").orElseThrow();
      assertThat(file).hasContent("the model").hasFileName("model.bin");
      Files.writeString(file, "THE MODEL");
      assertThat(ResourceCache.file(loader, "folder/model.bin")).contains(file);
      assertThat(file).hasContent("THE MODEL");
      try (Stream<Path> files = Files.list(file.getParent())) {
        assertThat(files).containsExactly(file);
      }
    }
  }

  @Test
  void aTornFileIsUnpackedAgain() throws IOException {
    try (URLClassLoader loader = loader("one.jar", "the model")) {
      Path file = ResourceCache.file(loader, "folder/model.bin").orElseThrow();
      Files.writeString(file, "the mo");
      assertThat(ResourceCache.file(loader, "folder/model.bin").orElseThrow())
          .hasContent("the model");
    }
  }

  @Test
  void otherContentIsAnotherFile() throws IOException {
    try (URLClassLoader one = loader("one.jar", "the model");
        URLClassLoader two = loader("two.jar", "the madel")) {
      assertThat(ResourceCache.file(one, "folder/model.bin"))
          .isNotEqualTo(ResourceCache.file(two, "folder/model.bin"));
    }
  }

  @Test
  void emptyWhereItCannotBe() throws IOException {
    try (URLClassLoader loader = loader("one.jar", "the model")) {
      assertThat(ResourceCache.file(loader, "folder/absent.bin")).isEmpty();
      System.setProperty(PROPERTY, Files.createFile(temp.resolve("a file")).toString());
      assertThat(ResourceCache.file(loader, "folder/model.bin")).isEmpty();
    }
  }

  private URLClassLoader loader(String jar, String content) throws IOException {
    Path file = temp.resolve(jar);
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new ZipEntry("folder/model.bin"));
      entries.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return new URLClassLoader(new URL[] {file.toUri().toURL()}, null);
  }
}
