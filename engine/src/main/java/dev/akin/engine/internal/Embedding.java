package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.Record;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.embedders.Embedder;
import dev.akin.storage.VectorMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Turns what users write and ask into vectors, for one collection: checks every record, then embeds
 * what has no vector yet, in one batch per model and way. Safe for any number of threads.
 */
final class Embedding {
  private final String collection;
  private final Map<String, VectorMeta> vectors;
  private final Models models;
  private final Map<String, Embedder> checked = new ConcurrentHashMap<>();

  /** For the vectors of a collection. */
  Embedding(String collection, Map<String, VectorMeta> vectors, Models models) {
    this.collection = collection;
    this.vectors = vectors;
    this.models = models;
  }

  /** The records as they are to be stored: each with its vectors, and the sources that are kept. */
  List<Record> complete(List<Record> records) {
    Map<Batch.Key, Batch> batches = new LinkedHashMap<>();
    for (int i = 0; i < records.size(); i++) {
      Record record = records.get(i);
      String where = "records[" + i + "] (id " + record.id() + ")";
      checkPayload(where, record.payload());
      for (Map.Entry<String, Input.Vector> vector : record.vectors().entrySet()) {
        check(where, vector.getKey(), vector.getValue());
      }
      for (Map.Entry<String, Input> source : record.sources().entrySet()) {
        String model = modelOf(where, source.getKey(), source.getValue());
        if (!record.vectors().containsKey(source.getKey())) {
          batches
              .computeIfAbsent(
                  new Batch.Key(model, vectors.get(source.getKey()).spec().longText()),
                  _ -> new Batch())
              .add(i, source.getKey(), source.getValue());
        }
      }
    }
    List<Map<String, Input.Vector>> made = new ArrayList<>();
    records.forEach(record -> made.add(new LinkedHashMap<>(record.vectors())));
    batches.forEach(
        (key, batch) -> {
          List<float[]> embedded =
              embedder(key.model).embed(batch.inputs, EmbedOptions.DOCUMENT.longText(key.longText));
          for (int j = 0; j < embedded.size(); j++) {
            String name = batch.name.get(j);
            made.get(batch.record.get(j))
                .put(name, new Input.Vector(fit(vectors.get(name).spec(), embedded.get(j))));
          }
        });
    List<Record> complete = new ArrayList<>(records.size());
    for (int i = 0; i < records.size(); i++) {
      Record record = records.get(i);
      complete.add(
          new Record(
              record.id(),
              record.version(),
              keptSources(record),
              made.get(i),
              record.payload(),
              record.expiry()));
    }
    return complete;
  }

  /** How many inputs of these records a model has to make vectors of. */
  int inputs(List<Record> records) {
    int inputs = 0;
    for (Record record : records) {
      for (String name : record.sources().keySet()) {
        inputs += record.vectors().containsKey(name) ? 0 : 1;
      }
    }
    return inputs;
  }

  private Map<String, Input> keptSources(Record record) {
    Map<String, Input> kept = new LinkedHashMap<>();
    record
        .sources()
        .forEach(
            (name, source) -> {
              if (vectors.get(name).spec().keepSource()) {
                kept.put(name, source);
              }
            });
    return kept;
  }

  /** Inputs to search with, none yet. */
  Inputs inputs() {
    return new Inputs();
  }

  /** The first values of a model's vector, scaled to the length of the whole. */
  private static float[] fit(VectorSpec spec, float[] whole) {
    if (whole.length == spec.dimension()) {
      return whole;
    }
    float[] kept = Arrays.copyOf(whole, spec.dimension());
    double length = length(kept);
    if (length > 0) {
      float factor = (float) (length(whole) / length);
      for (int d = 0; d < kept.length; d++) {
        kept[d] *= factor;
      }
    }
    return kept;
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** The vector of this name. */
  VectorMeta vector(String where, String name) {
    VectorMeta vector = vectors.get(name);
    if (vector == null) {
      throw new AkinException.InvalidArgument(
          where
              + " names vector '"
              + name
              + "'; collection '"
              + collection
              + "' has "
              + (vectors.isEmpty() ? "none" : String.join(", ", vectors.keySet())));
    }
    return vector;
  }

  private static void checkPayload(String where, Map<String, Value> payload) {
    payload.forEach(
        (field, value) -> {
          if (value.depth() > Value.MAX_DEPTH) {
            throw new AkinException.InvalidArgument(
                "payload field '"
                    + field
                    + "' of "
                    + where
                    + " must nest at most "
                    + Value.MAX_DEPTH
                    + " deep: "
                    + value.depth());
          }
        });
  }

  private void check(String where, String name, Input.Vector vector) {
    VectorSpec spec = vector(where, name).spec();
    if (vector.values().length != spec.dimension()) {
      throw new AkinException.InvalidArgument(
          "dimension mismatch: vector '"
              + name
              + "' of collection '"
              + collection
              + "' has "
              + spec.dimension()
              + ", "
              + where
              + " has "
              + vector.values().length);
    }
  }

  private String modelOf(String where, String name, Input input) {
    VectorSpec spec = vector(where, name).spec();
    return spec.embedder()
        .orElseThrow(
            () ->
                new AkinException.InvalidArgument(
                    where
                        + " has "
                        + (input instanceof Input.Text ? "text" : "an image")
                        + " for vector '"
                        + name
                        + "', but collection '"
                        + collection
                        + "' has no embedder for it; give a vector of "
                        + spec.dimension()
                        + " values"));
  }

  /** The model, once it has proved to be the one the collection was made with. */
  private Embedder embedder(String model) {
    return checked.computeIfAbsent(
        model,
        _ -> {
          Embedder embedder = models.get(model);
          String now = embedder.info().fingerprint();
          for (Map.Entry<String, VectorMeta> vector : vectors.entrySet()) {
            boolean other =
                vector.getValue().spec().embedder().filter(model::equals).isPresent()
                    && vector.getValue().fingerprint().filter(now::equals).isEmpty();
            if (other) {
              throw new AkinException.FailedPrecondition(
                  "vector '"
                      + vector.getKey()
                      + "' of collection '"
                      + collection
                      + "' was made with another model named '"
                      + model
                      + "' (fingerprint "
                      + vector.getValue().fingerprint().orElse("none")
                      + ", here "
                      + now
                      + "); put that model back, or import into a new collection");
            }
          }
          return embedder;
        });
  }

  /** What queries search with, embedded together. For one thread. */
  final class Inputs {
    private final List<Wanted> wanted = new ArrayList<>();

    /** A text or image, and its vector once there is one. */
    private static final class Wanted {
      private final Batch.Key key;
      private final VectorSpec spec;
      private final Input input;
      private float[] vector;

      Wanted(Batch.Key key, VectorSpec spec, Input input) {
        this.key = key;
        this.spec = spec;
        this.input = input;
      }
    }

    /**
     * Adds an input.
     *
     * @param where it is, for errors
     * @param name of the vector it is for
     * @return its vector, once {@link #embed()} has been called
     */
    Supplier<float[]> add(String where, String name, Input input) {
      if (input instanceof Input.Vector vector) {
        check(where, name, vector);
        return vector::values;
      }
      VectorSpec spec = vector(where, name).spec();
      Wanted one =
          new Wanted(new Batch.Key(modelOf(where, name, input), spec.longText()), spec, input);
      wanted.add(one);
      return () -> one.vector;
    }

    /** Gives the inputs their vectors; returns how many are text or images. */
    int embed() {
      Map<Batch.Key, List<Wanted>> missing = new LinkedHashMap<>();
      for (Wanted one : wanted) {
        // A model that is not the collection's fails also where its vector is known.
        embedder(one.key.model);
        if (one.input instanceof Input.Text(String text)) {
          one.vector =
              models
                  .queries()
                  .find(one.key.model, text, one.key.longText)
                  .map(whole -> fit(one.spec, whole))
                  .orElse(null);
        }
        if (one.vector == null) {
          missing.computeIfAbsent(one.key, _ -> new ArrayList<>()).add(one);
        }
      }
      missing.forEach(this::embed);
      return wanted.size();
    }

    private void embed(Batch.Key key, List<Wanted> batch) {
      List<float[]> vectors =
          embedder(key.model)
              .embed(
                  batch.stream().map(one -> one.input).toList(),
                  EmbedOptions.QUERY.longText(key.longText));
      for (int i = 0; i < vectors.size(); i++) {
        Wanted one = batch.get(i);
        if (one.input instanceof Input.Text(String text)) {
          models.queries().put(key.model, text, key.longText, vectors.get(i));
        }
        one.vector = fit(one.spec, vectors.get(i));
      }
    }
  }

  /** What one model is to embed, and where it goes. */
  private static final class Batch {
    /** One call of a model embeds all inputs in one way. */
    private record Key(String model, LongText longText) {}

    private final List<Integer> record = new ArrayList<>();
    private final List<String> name = new ArrayList<>();
    private final List<Input> inputs = new ArrayList<>();

    void add(int record, String name, Input input) {
      this.record.add(record);
      this.name.add(name);
      this.inputs.add(input);
    }
  }
}
