package dev.akin.bench.churn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ChurnBenchTest {
  @Test
  void twentyRoundsLeaveRecallMemoryAndDiskAsTheyWere(@TempDir Path cache) throws Exception {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new ChurnCommand());
    line.setOut(new PrintWriter(out, true));
    assertThat(
            line.execute(
                "--dataset=random:5100x64",
                "--records=5000",
                "--queries=100",
                "--cache=" + cache,
                "--json"))
        .isZero();
    System.out.print(out);
    Map<String, JsonNode> figures = new HashMap<>();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    report.at("/figures").forEach(it -> figures.put(it.at("/collection").asText(), it));
    JsonNode fresh = figures.get(ChurnBench.FRESH);
    JsonNode churned = figures.get(ChurnBench.CHURNED);
    JsonNode optimized = figures.get(ChurnBench.OPTIMIZED);

    assertThat(churned.at("/dead").asInt()).isEqualTo(20_000);
    assertThat(optimized.at("/dead").asInt()).isZero();
    assertThat(fresh.at("/recall").asDouble()).isBetween(0.8, 0.9999);
    assertThat(optimized.at("/recall").asDouble())
        .isGreaterThan(fresh.at("/recall").asDouble() - 0.01);
    for (String bytes : new String[] {"/indexBytes", "/diskBytes"}) {
      assertThat(optimized.at(bytes).asLong()).isLessThan(fresh.at(bytes).asLong() * 13 / 10);
      assertThat(churned.at(bytes).asLong()).isGreaterThan(fresh.at(bytes).asLong() * 13 / 10);
    }
    JsonNode byItself = figures.get(ChurnBench.BY_ITSELF);
    assertThat(byItself.at("/dead").asInt()).isLessThanOrEqualTo(1250);
    assertThat(byItself.at("/indexBytes").asLong())
        .isLessThan(fresh.at("/indexBytes").asLong() * 13 / 10);
    assertThat(line.execute("--records=1")).isEqualTo(2);
  }
}
