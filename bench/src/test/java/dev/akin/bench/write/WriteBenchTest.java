package dev.akin.bench.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WriteBenchTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new WriteCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void oneWriterSyncsEachWriteAndManyShareASync(@TempDir Path folder) throws Exception {
    assertThat(
            run("--writers=1,16", "--seconds=0.5", "--dimension=8", "--data=" + folder, "--json"))
        .isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    JsonNode one = report.at("/figures/0");
    JsonNode many = report.at("/figures/1");

    assertThat(report.at("/sync/p50").asDouble()).isPositive();
    assertThat(report.at("/fileSystem").asText()).isNotEmpty();
    assertThat(one.at("/writers").asInt()).isEqualTo(1);
    assertThat(one.at("/writes").asLong()).isPositive();
    assertThat(one.at("/syncs").asLong()).isGreaterThanOrEqualTo(one.at("/writes").asLong());
    assertThat(many.at("/writers").asInt()).isEqualTo(16);
    // How many share one depends on the disk and the threads; CommitQueueTest checks how they do.
    assertThat(many.at("/syncs").asLong()).isPositive().isLessThan(many.at("/writes").asLong());
    assertThat(many.at("/p99").asDouble()).isGreaterThanOrEqualTo(many.at("/p50").asDouble());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void wrongOptionsAreNamed(@TempDir Path folder) {
    assertThat(run("--writers=0")).isEqualTo(2);
    assertThat(run("--seconds=0")).isEqualTo(2);
    assertThat(run("--dimension=0")).isEqualTo(2);
    assertThat(run("--data=" + folder.resolve("none"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("writers must be 1 to 1024: [0]")
        .contains("seconds must be above 0 and up to 3600: 0.0")
        .contains("dimension must be 1 to 65536: 0")
        .contains("data must be a folder that exists: " + folder.resolve("none"));
  }
}
