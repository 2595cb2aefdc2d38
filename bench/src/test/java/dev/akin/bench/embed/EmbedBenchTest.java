package dev.akin.bench.embed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class EmbedBenchTest {
  @Test
  void measuresBothModelsOnTheSameTexts() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(new EmbedBenchCommand());
    line.setOut(new PrintWriter(out, true));
    assertThat(line.execute("--texts=12", "--rounds=2", "--json")).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.at("/texts").asInt()).isEqualTo(12);
    assertThat(report.at("/lowestCosine").asDouble()).isBetween(0.99, 1.0001);
    assertThat(report.at("/results")).hasSize(2);
    for (JsonNode result : report.at("/results")) {
      assertThat(result.at("/batchTextsPerSecond").asDouble()).isPositive();
      assertThat(result.at("/singleTextsPerSecond").asDouble()).isPositive();
      assertThat(result.at("/p50MillisDuringImport").asDouble()).isPositive();
      assertThat(result.at("/p99Millis").asDouble())
          .isGreaterThanOrEqualTo(result.at("/p50Millis").asDouble());
    }
    assertThat(line.execute("--texts=0")).isEqualTo(2);
  }
}
