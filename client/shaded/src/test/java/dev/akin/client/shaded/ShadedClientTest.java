package dev.akin.client.shaded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.Database;
import dev.akin.engine.EmbeddedDatabase;
import dev.akin.server.AkinServer;
import dev.akin.server.ServerOptions;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the jar as it is built. */
class ShadedClientTest {
  private static final Path JAR = Path.of(System.getProperty("akin.client.shaded"));

  @TempDir Path directory;

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      return Collections.list(jar.entries()).stream().map(ZipEntry::getName).toList();
    }
  }

  /** Where classes of this program come from. */
  private static Path place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void nothingOfOthersStandsUnderItsOwnName() throws IOException {
    assertThat(entries())
        .filteredOn(name -> name.endsWith(".class"))
        .contains("dev/akin/shaded/io/grpc/Channel.class")
        .allSatisfy(
            name -> assertThat(name).matches("(META-INF/versions/\\d+/)?dev/akin/.*\\.class"))
        .noneMatch(name -> name.startsWith("dev/akin/api/"));
    assertThat(entries())
        .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
        .isNotEmpty()
        .allSatisfy(
            name -> assertThat(name).matches("META-INF/services/(dev\\.akin|java|reactor)\\..*"));
  }

  @Test
  void aProgramNeedsNothingElse() throws Exception {
    try (Database database = EmbeddedDatabase.open(directory);
        AkinServer server = AkinServer.start(database, ServerOptions.DEFAULTS.port(0))) {
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  String.join(
                      File.pathSeparator,
                      JAR.toString(),
                      place(Database.class).toString(),
                      place(Program.class).toString()),
                  Program.class.getName(),
                  "127.0.0.1:" + server.port())
              .redirectErrorStream(true)
              .start();
      String out = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(program.waitFor()).as(out).isZero();
      assertThat(out.lines()).contains("0", "not found");
      assertThat(database.collection("points").count()).isEqualTo(1000);
    }
  }

  @Test
  void noTypeOfOthersIsInThePublicApi() throws Exception {
    URL[] jars = {JAR.toUri().toURL(), place(Database.class).toUri().toURL()};
    List<String> used = new ArrayList<>();
    try (URLClassLoader loader = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
      for (String entry : entries()) {
        if (entry.matches("dev/akin/client/[^/]+\\.class")) {
          String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
          Class<?> type = loader.loadClass(name);
          if (Modifier.isPublic(type.getModifiers())) {
            addSignatures(type, used);
          }
        }
      }
    }
    assertThat(used)
        .contains("dev.akin.api.Collection")
        .allSatisfy(
            name ->
                assertThat(name)
                    .doesNotContain("dev.akin.shaded", "dev.akin.proto", "com.google", "io.grpc"));
  }

  private static void addSignatures(Class<?> type, List<String> names) {
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        names.add(method.getGenericReturnType().getTypeName());
        for (Type parameter : method.getGenericParameterTypes()) {
          names.add(parameter.getTypeName());
        }
      }
    }
    for (Constructor<?> constructor : type.getConstructors()) {
      for (Type parameter : constructor.getGenericParameterTypes()) {
        names.add(parameter.getTypeName());
      }
    }
  }
}
