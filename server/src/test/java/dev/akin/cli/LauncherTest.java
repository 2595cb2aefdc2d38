package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script, in a folder of its own with jars that are empty and JDKs that only print
 * what they are started with.
 */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  /** Prints its arguments, the locale and a JVM's warning; ends as told. */
  private static final String JAVA =
      """
      #!/bin/bash
      echo "WARNING: Using incubator modules: jdk.incubator.vector" >&2
      echo "another line" >&2
      echo "home=$(basename "$(dirname "$(dirname "$0")")") LC_ALL=${LC_ALL:-}"
      printf 'arg=%s\\n' "$@"
      [[ -z ${AKIN_STDERR:-} ]] || echo "straight" >&"$AKIN_STDERR"
      exit "${EXIT_CODE:-0}"
      """;

  @TempDir Path folder;

  private Path root;

  @BeforeEach
  void layOut() throws IOException {
    root = Files.createDirectory(folder.resolve("clone"));
    String script = Files.readString(Path.of("..", "akin"));
    assertThat(script).contains("/usr/lib/jvm/");
    executable(
        root.resolve("akin"), script.replace("/usr/lib/jvm/", folder.resolve("installed") + "/"));
    jdk("jdk-25", "25.0.3");
    jdk("jdk-21", "21.0.1");
  }

  private void jars() throws IOException {
    Path target = Files.createDirectories(root.resolve("server/target/lib")).getParent();
    Files.createFile(target.resolve("akin-server-0.1.jar"));
    Files.createFile(target.resolve("lib/a.jar"));
    Files.createFile(target.resolve("lib/b.jar"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(home.resolve("bin/java"), JAVA);
    return home;
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs the script with nothing in its environment but what is given. */
  private Akin run(Path script, Map<String, String> environment, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("AKIN_AOT", "off");
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    awaitFilter(err);
    return new Akin(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The filter of standard error may outlive the JVM by a moment. */
  private static void awaitFilter(Path err) throws Exception {
    long size = -1;
    while (size != Files.size(err)) {
      size = Files.size(err);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private Map<String, String> jdk25() {
    return Map.of("AKIN_JAVA_HOME", folder.resolve("jdk-25").toString());
  }

  private static List<String> args(Akin akin) {
    return akin.out()
        .lines()
        .filter(line -> line.startsWith("arg="))
        .map(line -> line.substring(4))
        .toList();
  }

  @Test
  void aClientCommandRunsWithArgumentsAsTheyAreAndNoVectorModule() throws Exception {
    jars();
    Akin akin = run(root.resolve("akin"), jdk25(), "search", "docs", "two words", "", "größe");
    assertThat(akin.code()).isZero();
    assertThat(args(akin))
        .endsWith("dev.akin.cli.Main", "search", "docs", "two words", "", "größe")
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
        .doesNotContain("jdk.incubator.vector");
    assertThat(akin.out()).contains("home=jdk-25 LC_ALL=C.UTF-8");
    String classPath = args(akin).get(args(akin).indexOf("-cp") + 1);
    assertThat(classPath.replace(root.toString(), ""))
        .isEqualTo(
            "/server/target/akin-server-0.1.jar:/server/target/lib/a.jar:/server/target/lib/b.jar");
  }

  @Test
  void aLocalCommandHasTheVectorModuleAndNotItsWarning() throws Exception {
    jars();
    for (List<String> args :
        List.of(
            List.of("serve"),
            List.of("quickstart"),
            List.of("count", "a", "--data", "d"),
            List.of("count", "a", "--data=d"))) {
      Akin akin = run(root.resolve("akin"), jdk25(), args.toArray(String[]::new));
      assertThat(args(akin)).contains("--add-modules", "jdk.incubator.vector");
      assertThat(akin.err()).contains("another line", "straight").doesNotContain("WARNING");
    }
  }

  @Test
  void theExitCodeIsPassedOn() throws Exception {
    jars();
    Map<String, String> environment =
        Map.of("AKIN_JAVA_HOME", folder.resolve("jdk-25").toString(), "EXIT_CODE", "2");
    assertThat(run(root.resolve("akin"), environment, "count").code()).isEqualTo(2);
    assertThat(run(root.resolve("akin"), environment, "count", "--data", "d").code()).isEqualTo(2);
  }

  @Test
  void symbolicLinksAreFollowed() throws Exception {
    jars();
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("akin"), Path.of("..", "clone", "akin"));
    Files.createSymbolicLink(bin.resolve("a"), bin.resolve("akin"));
    Akin akin = run(bin.resolve("a"), jdk25(), "--version");
    assertThat(akin.err()).doesNotContain("building");
    assertThat(args(akin)).endsWith("--version");
  }

  @Test
  void theFirstJdkThatIsNewEnoughIsTaken() throws Exception {
    jars();
    jdk("jdk-26", "26");
    String old = folder.resolve("jdk-21").toString();
    String good = folder.resolve("jdk-26").toString();
    assertThat(
            run(root.resolve("akin"), Map.of("AKIN_JAVA_HOME", old, "JAVA_HOME", good), "--help")
                .out())
        .contains("home=jdk-26 ");
    assertThat(
            run(
                    root.resolve("akin"),
                    Map.of("JAVA_HOME", old, "PATH", good + "/bin:/usr/bin:/bin"),
                    "--help")
                .out())
        .contains("home=jdk-26 ");
  }

  @Test
  void withoutJarsTheBuildRunsAndItsFailureIsTold() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    executable(
        tools.resolve("mvn"),
        """
        #!/bin/bash
        echo "mvn $* in $(basename "$PWD")"
        [[ -z ${BUILD_FAILS:-} ]] || exit 1
        mkdir -p server/target/lib
        touch server/target/akin-server-0.1.jar server/target/lib/a.jar
        """);
    String home = folder.resolve("jdk-25").toString();
    String path = tools + ":/usr/bin:/bin";
    Akin failed =
        run(
            root.resolve("akin"),
            Map.of("AKIN_JAVA_HOME", home, "PATH", path, "BUILD_FAILS", "1"),
            "--version");
    assertThat(failed.code()).isEqualTo(1);
    assertThat(failed.err()).endsWith("akin: the build failed\n");
    assertThat(failed.out()).isEmpty();

    Map<String, String> good = Map.of("AKIN_JAVA_HOME", home, "PATH", path);
    Akin built = run(root.resolve("akin"), good, "--version");
    assertThat(built.code()).isZero();
    assertThat(built.err())
        .contains("akin: building", "mvn -q -B -Dmaven.test.skip package -pl server -am in clone");
    assertThat(args(built)).endsWith("--version");
    assertThat(run(root.resolve("akin"), good, "--version").err()).doesNotContain("building");
  }

  @Test
  void withoutAJdkThatIsNewEnoughOneLineSaysWhatToInstall() throws Exception {
    jars();
    String old = folder.resolve("jdk-21").toString();
    Map<String, String> environment = Map.of("JAVA_HOME", old, "PATH", old + "/bin:/usr/bin:/bin");
    Akin akin = run(root.resolve("akin"), environment, "--help");
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.out()).isEmpty();
    assertThat(akin.err())
        .startsWith("akin: Java 25 or newer is needed: install a JDK 25")
        .hasLineCount(1);

    Files.createDirectory(folder.resolve("installed"));
    Files.move(folder.resolve("jdk-25"), folder.resolve("installed/jdk-25"));
    assertThat(run(root.resolve("akin"), environment, "--help").out()).contains("home=jdk-25 ");
  }
}
