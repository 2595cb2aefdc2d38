package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void helpListsEveryCommand() {
    Akin help = Akin.run("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out())
        .contains(
            "quickstart",
            "serve",
            "collections",
            "alias",
            "import",
            "search",
            "get",
            "delete",
            "count",
            "export",
            "optimize",
            "alter",
            "reembed",
            "embed",
            "models",
            "bench");
    assertThat(Akin.run("help", "search").out()).isEqualTo(Akin.run("search", "--help").out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quickstart",
        "serve",
        "collections",
        "collections list",
        "collections create",
        "collections describe",
        "collections drop",
        "alias",
        "alias set",
        "import",
        "search",
        "get",
        "delete",
        "count",
        "export",
        "optimize",
        "alter",
        "reembed",
        "embed",
        "models",
        "models list",
        "models add",
        "models test",
        "models remove",
        "bench"
      })
  void everyCommandHasHelp(String command) {
    Akin help = Akin.run((command + " --help").split(" "));
    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: akin " + command + " ");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void versionNamesAkinAndJava() {
    Akin version = Akin.run("--version");
    assertThat(version.code()).isZero();
    assertThat(version.out()).matches("akin \\d+\\.\\d+\\.\\S+ \\(Java 2\\d\\S*\\)\\R");
  }

  @Test
  void withoutCommandTheHelpIsAnError() {
    Akin none = Akin.run();
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.err()).startsWith("Usage: akin ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "collections", "models", "count", "count a --nonsense"})
  void wrongUsageIsOneLineThatNamesTheHelp(String line) {
    Akin akin = Akin.run(line.split(" "));
    assertThat(akin.code()).isEqualTo(2);
    assertThat(akin.out()).isEmpty();
    assertThat(akin.err()).startsWith("akin: ").contains("--help)").hasLineCount(1);
  }

  @Test
  void benchSaysHowToBuildIt() {
    Akin bench = Akin.run("bench", "ann", "--k", "10");
    assertThat(bench.code()).isEqualTo(1);
    assertThat(bench.err()).startsWith("akin: the bench module is not built; mvn").hasLineCount(1);
  }

  @Test
  void errorsAreOneLine() {
    List<Throwable> errors =
        List.of(
            new AkinException.InvalidArgument("a\n  b\r\nc"),
            new UncheckedIOException(new IOException("a\nb\nc")));
    assertThat(errors).map(ErrorLine::of).containsExactly("akin: a; b; c", "akin: a; b; c");
    assertThat(ErrorLine.of(new AccessDeniedException("f")))
        .isEqualTo("akin: f: permission denied");
    assertThat(ErrorLine.of(new IllegalStateException("odd")))
        .isEqualTo("akin: internal error: java.lang.IllegalStateException: odd");
  }

  @Test
  void dataCannotSteerTheTerminal() {
    assertThat(Tables.printable("a\u001b[31mb\nc")).isEqualTo("a [31mb c");
  }
}
