package dev.akin.cli;

import dev.akin.api.AkinException;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.Modality;
import dev.akin.api.ModelInfo;
import dev.akin.api.index.Metric;
import dev.akin.server.json.Json;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code akin models test NAME}. */
@Command(
    name = "test",
    description = {
      "Embed a few texts with a model and look at what comes out.",
      "Fails if vectors depend on what they are embedded with, or all texts get the same."
    })
final class ModelsTestCommand extends ClientCommand {
  private static final List<String> TEXTS =
      List.of("A cat sat on the mat.", "a feline at rest", "The stock market fell today.");
  private static final double SAME = 0.999;

  @Parameters(paramLabel = "NAME", description = "The model.")
  private String name;

  @Override
  int run(Database database) {
    ModelInfo model =
        database.models().stream()
            .filter(info -> info.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new AkinException.NotFound(
                        "no model '" + name + "' that opens; akin models list names them"));
    if (ModelsListCommand.isReranker(model)) {
      throw new AkinException.InvalidArgument(
          "model '" + name + "' is a reranker and makes no vectors; akin search --rerank uses it");
    }
    if (!model.modalities().contains(Modality.TEXT)) {
      throw new AkinException.InvalidArgument(
          "model '" + name + "' embeds no text, and there is no other test");
    }
    List<Input> inputs = TEXTS.stream().map(Input::text).toList();
    List<float[]> together = database.embed(name, inputs, EmbedOptions.DOCUMENT);
    long start = System.nanoTime();
    List<float[]> apart =
        inputs.stream()
            .map(input -> database.embed(name, List.of(input), EmbedOptions.DOCUMENT).getFirst())
            .toList();
    double millis = (System.nanoTime() - start) / 1e6 / TEXTS.size();
    double steady = 1;
    for (int i = 0; i < TEXTS.size(); i++) {
      steady = Math.min(steady, cosine(together.get(i), apart.get(i)));
    }
    double alike = cosine(together.get(0), together.get(1));
    double unlike = cosine(together.get(0), together.get(2));
    report(model, millis, steady, alike, unlike);
    if (steady < SAME) {
      throw new AkinException.FailedPrecondition(
          String.format(
              Locale.ROOT,
              "model '%s' makes another vector of a text alone than of it among others: cosine"
                  + " %.4f",
              name,
              steady));
    }
    if (alike > SAME && unlike > SAME) {
      throw new AkinException.FailedPrecondition(
          "model '" + name + "' makes the same vector of every text");
    }
    return 0;
  }

  private void report(ModelInfo model, double millis, double steady, double alike, double unlike) {
    if (json()) {
      out()
          .println(
              Json.object(
                  json -> {
                    json.writeStringField("name", model.name());
                    json.writeNumberField("dimension", model.dimension());
                    json.writeNumberField("millis", millis);
                    json.writeNumberField("steady", steady);
                    json.writeNumberField("alike", alike);
                    json.writeNumberField("unlike", unlike);
                  }));
      return;
    }
    out().printf(Locale.ROOT, "%s: %d dimensions%n", model.name(), model.dimension());
    out().printf(Locale.ROOT, "one text, with the way there:    %.1f ms%n", millis);
    out().printf(Locale.ROOT, "alone and among others:          cosine %.4f%n", steady);
    out()
        .printf(Locale.ROOT, "\"%s\" and \"%s\": cosine %.4f%n", TEXTS.get(0), TEXTS.get(1), alike);
    out()
        .printf(
            Locale.ROOT, "\"%s\" and \"%s\": cosine %.4f%n", TEXTS.get(0), TEXTS.get(2), unlike);
  }

  private static double cosine(float[] a, float[] b) {
    float[] unitA = Metric.COSINE.prepare(a);
    float[] unitB = Metric.COSINE.prepare(b);
    double sum = 0;
    for (int i = 0; i < unitA.length; i++) {
      sum += (double) unitA[i] * unitB[i];
    }
    return sum;
  }
}
