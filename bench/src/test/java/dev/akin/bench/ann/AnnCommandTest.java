package dev.akin.bench.ann;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AnnCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void measuresPrintsAndDraws() throws Exception {
    assertThat(
            run(
                "--dataset=random:1200x8",
                "--akin=",
                "--peers=lucene,hnswlib-java,faiss",
                "--python=no-such-python",
                "--queries=100",
                "--recalls=0.5,0.9",
                "--seconds=0.1",
                "--rounds=2",
                "--build-threads=1,2"))
        .as(errors::toString)
        .isZero();
    assertThat(out.toString())
        .contains(
            "Lucene HNSW", "hnswlib-core (Java)", "QPS at 0.90", "recall@10", "build, 1 thread")
        .contains("left out: faiss-hnsw: no no-such-python");

    JsonNode report = new ObjectMapper().readTree(folder.resolve("out/result.json").toFile());
    assertThat(report.at("/dataset/rows").asInt()).isEqualTo(1100);
    assertThat(report.at("/environment/jdk").asText()).contains("25");
    assertThat(report.at("/skipped/faiss-ivf").asText()).contains("no-such-python");
    assertThat(report.at("/results")).hasSize(2);
    for (JsonNode result : report.at("/results")) {
      assertThat(result.at("/buildSeconds/1").asDouble()).isPositive();
      assertThat(result.at("/buildSeconds/2").asDouble()).isPositive();
      assertThat(result.at("/points")).hasSize(2);
      JsonNode point = result.at("/points/1");
      assertThat(point.at("/recall").asDouble()).isBetween(0.9, 1.0);
      assertThat(point.at("/roundQps")).hasSize(2);
      assertThat(point.at("/p50Micros").asDouble())
          .isPositive()
          .isLessThanOrEqualTo(point.at("/p99Micros").asDouble());
    }

    BufferedImage png = ImageIO.read(folder.resolve("out/curve.png").toFile());
    assertThat(png.getWidth()).isGreaterThan(500);
    assertThat(png.getHeight()).isGreaterThan(300);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    assertThat(
            factory
                .newDocumentBuilder()
                .parse(folder.resolve("out/curve.svg").toFile())
                .getDocumentElement()
                .getTagName())
        .isEqualTo("svg");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThat(run("--dataset=random:9x2", "--akin=", "--peers=pinecone")).isEqualTo(2);
    assertThat(errors.toString()).contains("contestant must be one of", "pinecone");
    assertThat(run("--akin=")).isEqualTo(2);
    assertThat(errors.toString()).contains("no contestant");
    assertThat(run("--peers=lucene", "--akin=", "--recalls=0.9,0.8")).isEqualTo(2);
    assertThat(errors.toString()).contains("recalls must rise");
    assertThat(run("--peers=lucene", "--akin=", "--k=0")).isEqualTo(2);
    assertThat(run("--peers=lucene", "--akin=", "--dataset=imagenet")).isEqualTo(2);
    assertThat(errors.toString()).contains("imagenet");
    assertThat(Files.exists(folder.resolve("out"))).isFalse();
  }

  private int run(String... arguments) {
    CommandLine line = new CommandLine(new AnnCommand());
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(errors, true));
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--out=" + folder.resolve("out");
    all[arguments.length + 1] = "--cache=" + folder.resolve("cache");
    return line.execute(all);
  }
}
