package dev.akin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a data directory. */
class DataCommandsTest extends CommandsContract {
  @TempDir Path data;

  @Override
  List<String> where() {
    return List.of("--data", data.toString());
  }

  @Test
  void aDirectoryThatIsNotThereIsNotMadeByLooking() {
    Path nowhere = data.resolve("nowhere");
    Akin akin = Akin.run("count", "points", "--data", nowhere.toString());
    assertThat(akin.code()).isEqualTo(1);
    assertThat(akin.err()).startsWith("akin: no data directory at " + nowhere).hasLineCount(1);
    assertThat(nowhere).doesNotExist();
  }
}
