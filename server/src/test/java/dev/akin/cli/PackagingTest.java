package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The systemd unit and the Dockerfile, as far as they can be tried without systemd and Docker. */
@EnabledOnOs(OS.LINUX)
class PackagingTest {
  private static final Path PACKAGING = Path.of("packaging");

  @TempDir private Path folder;

  @Test
  void systemdTakesTheUnit() throws Exception {
    Path command = folder.resolve("akin");
    Files.copy(PACKAGING.resolve("akin"), command, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
    String unit = Files.readString(PACKAGING.resolve("akin.service"));
    assertThat(unit).contains("/opt/akin/bin/akin");
    Path file = folder.resolve("akin.service");
    Files.writeString(file, unit.replace("/opt/akin/bin/akin", command.toString()));
    Path said = folder.resolve("said");
    Process verify;
    try {
      verify =
          new ProcessBuilder("systemd-analyze", "verify", "--man=no", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.to(said.toFile()))
              .start();
    } catch (IOException e) {
      if (System.getenv("CI") != null) {
        throw e;
      }
      abort("no systemd-analyze");
      return;
    }
    int code = verify.waitFor();
    assertThat(Files.readString(said)).isEmpty();
    assertThat(code).isZero();
  }

  @Test
  void theUnitsCommandLineIsOne() throws IOException {
    String unit = Files.readString(PACKAGING.resolve("akin.service"));
    String command =
        unit.lines().filter(line -> line.startsWith("ExecStart=")).findFirst().orElseThrow();
    List<String> words = List.of(command.substring("ExecStart=".length()).split(" ", -1));
    assertThat(words.getFirst()).isEqualTo("/opt/akin/bin/akin");
    assertIsCommandLine(words.subList(1, words.size()));
  }

  /** With a request for help it is read to its end and not run. */
  private static void assertIsCommandLine(List<String> arguments) {
    List<String> help = new ArrayList<>(arguments);
    help.add("--help");
    Akin akin = Akin.run(help.toArray(String[]::new));
    assertThat(akin.err()).isEmpty();
    assertThat(akin.code()).isZero();
  }

  /** An instruction of a Dockerfile, with the lines that go on it joined. */
  private record Instruction(String name, String rest) {}

  private static List<Instruction> dockerfile() throws IOException {
    String text =
        Files.readString(PACKAGING.resolve("Dockerfile"))
            .replaceAll("(?m)^#.*\\n", "")
            .replaceAll("\\\\\\n\\s*", "");
    return text.lines()
        .filter(line -> !line.isBlank())
        .map(line -> line.split(" ", 2))
        .map(parts -> new Instruction(parts[0], parts[1]))
        .toList();
  }

  private static String last(String name) throws IOException {
    return dockerfile().stream()
        .filter(it -> it.name().equals(name))
        .map(Instruction::rest)
        .toList()
        .getLast();
  }

  /** The words of the form that needs no shell. */
  private static List<String> exec(String name) throws IOException {
    String rest = last(name);
    assertThat(rest).matches("\\[\"[^\"]*\"(, \"[^\"]*\")*]");
    return List.of(rest.substring(2, rest.length() - 2).split("\", \"", -1));
  }

  @Test
  void theImagesAreOfOneVersion() throws IOException {
    List<String> images =
        dockerfile().stream()
            .filter(it -> it.name().equals("FROM"))
            .map(it -> it.rest().split(" ", -1)[0])
            .toList();
    assertThat(images).isNotEmpty();
    // What reads the tarball and what runs it are of one system, and of one that is named.
    assertThat(images).allMatch(image -> Pattern.matches("[a-z/]+:[0-9][^ ]*", image));
    assertThat(images).containsOnly(images.getFirst());
  }

  @Test
  void theImageRunsTheCommandOfTheTarballAsNobodySpecial() throws IOException {
    List<Instruction> all = dockerfile();
    String user = last("USER");
    assertThat(user).isNotIn("root", "0");
    String made =
        all.stream()
            .map(Instruction::rest)
            .filter(it -> it.contains("useradd"))
            .findFirst()
            .orElseThrow();
    assertThat(made).endsWith(" " + user);
    assertThat(all.stream().map(Instruction::name).toList().lastIndexOf("USER"))
        .isGreaterThan(all.stream().map(Instruction::name).toList().lastIndexOf("RUN"));
    assertThat(exec("ENTRYPOINT")).containsExactly("/opt/akin/bin/akin");
    assertIsCommandLine(exec("CMD"));
    assertThat(exec("CMD")).containsSequence("--data", last("VOLUME"));
    assertThat(made).contains("--home-dir " + last("VOLUME") + " --create-home");
  }

  /** Those that it copies from outside are what {@code mvn -Pdist package} makes. */
  @Test
  void whatItCopiesIsTheTarball() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom).contains("<dist.name>akin-${project.version}-linux-x86_64</dist.name>");
    assertThat(pom).contains("${dist.name}.tar.gz", "file=\"${project.basedir}/packaging/akin\"");
    List<String> sources =
        dockerfile().stream()
            .filter(it -> it.name().equals("COPY") && !it.rest().startsWith("--from="))
            .map(it -> it.rest().split(" ", -1)[0])
            .toList();
    assertThat(sources).containsExactly("${TARBALL}");
    String pattern = last("ARG").replace("TARBALL=", "");
    assertThat(FileSystems.getDefault().getPathMatcher("glob:" + pattern))
        .matches(
            it -> it.matches(Path.of("server/target/dist/akin-0.1.0-SNAPSHOT-linux-x86_64.tar.gz")))
        .matches(it -> it.matches(Path.of("server/target/dist/akin-1.2.3-linux-x86_64.tar.gz")));
  }
}
