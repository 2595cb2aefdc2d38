package dev.akin.embedders.minilm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Real English text: what WordNet says that its words mean. */
final class Glosses {
  private static final String FOLDER = "net/sf/extjwnl/data/wordnet/wn31/";

  private Glosses() {}

  /** Glosses drawn from all parts of speech; the same seed draws the same. */
  static List<String> sample(int count, long seed) {
    List<String> all = new ArrayList<>();
    for (String file : List.of("data.noun", "data.verb", "data.adj", "data.adv")) {
      all.addAll(read(FOLDER + file));
    }
    Random random = new Random(seed);
    List<String> sample = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sample.add(all.get(random.nextInt(all.size())));
    }
    return sample;
  }

  private static List<String> read(String resource) {
    List<String> glosses = new ArrayList<>();
    try (InputStream in = Glosses.class.getClassLoader().getResourceAsStream(resource);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        int bar = line.indexOf('|');
        if (!line.startsWith(" ") && bar >= 0) {
          glosses.add(line.substring(bar + 1).strip());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return glosses;
  }
}
