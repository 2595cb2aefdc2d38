package dev.akin.bench.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** A short run against a real server process. */
@Timeout(300)
class ServeBenchTest {
  @Test
  void aShortRunTellsAllThereIsToTell() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new ServeBenchCommand());
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(new StringWriter()));
    int code =
        command.execute(
            "--minutes",
            "0.05",
            "--records",
            "2000",
            "--dimension",
            "16",
            "--capacity-seconds",
            "0.3",
            "--sustained-seconds",
            "2",
            "--utilization",
            "0.3",
            "--writes",
            "0.2",
            "--heap",
            "256m",
            "--json");
    assertThat(code).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("capacity").asDouble()).isPositive();
    long answered = 0;
    for (JsonNode kind : report.get("latencies")) {
      answered += kind.get("answered").asLong();
      assertThat(kind.get("p50").asDouble()).isPositive();
      assertThat(kind.get("p999").asDouble()).isGreaterThanOrEqualTo(kind.get("p50").asDouble());
    }
    double sent = report.get("rate").asDouble() * report.get("seconds").asDouble();
    assertThat(answered).isEqualTo(Math.round(sent));
    assertThat(report.get("errors")).isEmpty();
    assertThat(report.get("memory")).isNotEmpty();
    assertThat(report.get("memory").get(0).get("resident").asDouble()).isPositive();
  }
}
