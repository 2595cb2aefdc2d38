package dev.akin.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectoryLockTest {
  @TempDir Path data;

  /** Holds the directory given as first argument until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (Storage storage = Storage.open(Path.of(args[0]))) {
        System.out.println("open " + storage.directory());
        System.out.flush();
        while (System.in.read() >= 0) {
          // waits for the end of the input
        }
      } catch (AkinException.FailedPrecondition e) {
        System.out.println("refused " + e.getMessage());
      }
    }
  }

  private Process startHolder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String firstLine(Process process) throws IOException {
    InputStream in = process.getInputStream();
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void aSecondProcessIsToldWhoHoldsIt() throws Exception {
    Process holder = startHolder();
    try {
      assertThat(firstLine(holder)).startsWith("open ");
      assertThatThrownBy(() -> Storage.open(data))
          .isInstanceOf(AkinException.FailedPrecondition.class)
          .hasMessageContaining(data.toRealPath().toString())
          .hasMessageContaining("pid " + holder.pid())
          .hasMessageContaining("DirectoryLockTest$Holder")
          .hasMessageContaining("started 20");
    } finally {
      holder.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
    Storage.open(data).close();
  }

  @Test
  void aSecondOpenOfThisProcessIsToldAndTakesNothingAway() throws Exception {
    try (Storage storage = Storage.open(data)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> Storage.open(data.resolve("..").resolve(data.getFileName())))
            .isInstanceOf(AkinException.FailedPrecondition.class)
            .hasMessageContaining("pid " + ProcessHandle.current().pid());
      }
      // Had the second open touched the lock file, the lock would be lost to other processes.
      Process other = startHolder();
      try {
        assertThat(firstLine(other))
            .startsWith("refused ")
            .contains("pid " + ProcessHandle.current().pid());
      } finally {
        other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      assertThat(storage.collections()).isEmpty();
    }
  }

  @Test
  void aFailedOpenLetsGo() throws IOException {
    Files.writeString(data.resolve("FORMAT"), "damaged");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Storage.open(data)).isInstanceOf(AkinException.Corrupted.class);
    }
    Files.delete(data.resolve("FORMAT"));
    Storage.open(data).close();
  }
}
