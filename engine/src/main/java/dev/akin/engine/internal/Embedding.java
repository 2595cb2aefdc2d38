package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import dev.akin.api.LongText;
import dev.akin.api.Record;
import dev.akin.api.Value;
import dev.akin.api.VectorSpec;
import dev.akin.embedders.Embedder;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.StagedPart;
import dev.akin.storage.VectorChange;
import dev.akin.storage.VectorMeta;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Turns what users write and ask into vectors, for one collection as the catalog has it at one
 * time: checks every record, then embeds what has no vector yet, in one batch per model and way.
 * Safe for any number of threads.
 */
final class Embedding {
  private final CollectionMeta meta;
  private final String collection;
  private final Map<String, VectorMeta> vectors;
  private final Models models;
  private final Map<Integer, Embedder> checked = new ConcurrentHashMap<>();

  /** For the vectors of a collection. */
  Embedding(CollectionMeta meta, Models models) {
    this.meta = meta;
    this.collection = meta.name();
    this.vectors = meta.vectors();
    this.models = models;
  }

  /** The collection for which it embeds. */
  CollectionMeta meta() {
    return meta;
  }

  /** The records as they are to be stored: each with its vectors, and the sources that are kept. */
  Prepared complete(List<Record> records) {
    List<Map<String, Input.Vector>> made = new ArrayList<>();
    records.forEach(record -> made.add(new LinkedHashMap<>(record.vectors())));
    StagedPart[] staged = new StagedPart[records.size()];
    Arrays.fill(staged, StagedPart.NONE);

    Map<Batch.Key, Batch> batches = new LinkedHashMap<>();
    for (int i = 0; i < records.size(); i++) {
      Record record = records.get(i);
      String where = "records[" + i + "] (id " + record.id() + ")";
      checkPayload(where, record.payload());
      for (Map.Entry<String, Input.Vector> vector : record.vectors().entrySet()) {
        check(where, vector.getKey(), vector.getValue());
      }
      for (Map.Entry<String, Input> source : record.sources().entrySet()) {
        String name = source.getKey();
        checkEmbedder(where, name, source.getValue());
        if (!record.vectors().containsKey(name)) {
          Map<String, Input.Vector> of = made.get(i);
          Batch.add(batches, vectors.get(name), source.getValue(), vector -> of.put(name, vector));
        }
      }
      stage(where, record, i, staged, batches);
    }
    batches.values().forEach(batch -> batch.embed(this));
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
    return new Prepared(meta, complete, List.of(staged));
  }

  /** Has what the record needs of the target of a change under way made as well. */
  private void stage(
      String where, Record record, int i, StagedPart[] staged, Map<Batch.Key, Batch> batches) {
    VectorMeta target = meta.staged().orElse(null);
    VectorChange change = meta.change().orElse(null);
    if (target == null || change == null || change.sourcesOf().isEmpty()) {
      return;
    }
    String of = change.sourcesOf().orElseThrow();
    Input source = record.sources().get(of);
    if (source != null) {
      Optional<Input> kept =
          target.sourceId() == target.id() && target.spec().keepSource()
              ? Optional.of(source)
              : Optional.empty();
      Batch.add(
          batches, target, source, vector -> staged[i] = new StagedPart(Optional.of(vector), kept));
    } else if (record.vectors().containsKey(of) && !change.skipMissing()) {
      throw new AkinException.FailedPrecondition(
          where
              + " has a vector '"
              + of
              + "' but no text or image for it, out of which vector '"
              + change.vector()
              + "' of collection '"
              + collection
              + "' is being made; give that too, or wait until the alteration is done");
    }
  }

  /** Vectors for the records that are there, of sources of theirs. */
  List<Input.Vector> fill(VectorMeta target, List<Input> sources) {
    Map<Batch.Key, Batch> batches = new LinkedHashMap<>();
    List<Input.Vector> made = new ArrayList<>();
    sources.forEach(source -> Batch.add(batches, target, source, made::add));
    batches.values().forEach(batch -> batch.embed(this));
    return made;
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

  /** Refuses a payload that nests too deep. */
  static void checkPayload(String where, Map<String, Value> payload) {
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

  private void checkEmbedder(String where, String name, Input input) {
    VectorSpec spec = vector(where, name).spec();
    if (spec.embedder().isEmpty()) {
      throw new AkinException.InvalidArgument(
          where
              + " has "
              + (input instanceof Input.Text ? "text" : "an image")
              + " for vector '"
              + name
              + "', but collection '"
              + collection
              + "' has no embedder for it; give a vector of "
              + spec.dimension()
              + " values");
    }
  }

  /** The model, once it has proved to be the one that the vector was made with. */
  private Embedder embedder(VectorMeta vector) {
    return checked.computeIfAbsent(
        vector.id(),
        _ -> {
          String model = vector.spec().embedder().orElseThrow();
          Embedder embedder = models.get(model);
          String now = embedder.info().fingerprint();
          if (vector.fingerprint().filter(now::equals).isEmpty()) {
            throw new AkinException.FailedPrecondition(
                "vector '"
                    + nameOf(vector)
                    + "' of collection '"
                    + collection
                    + "' was made with another model named '"
                    + model
                    + "' (fingerprint "
                    + vector.fingerprint().orElse("none")
                    + ", here "
                    + now
                    + "); put that model back, or reembed the collection by this one");
          }
          return embedder;
        });
  }

  private String nameOf(VectorMeta vector) {
    return vectors.entrySet().stream()
        .filter(entry -> entry.getValue().id() == vector.id())
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> meta.change().map(VectorChange::vector).orElse(""));
  }

  /** What queries search with, embedded together. For one thread. */
  final class Inputs {
    private final List<Asked> wanted = new ArrayList<>();

    /** A text or image, and its vector once there is one. */
    private static final class Asked {
      private final VectorMeta of;
      private final Input input;
      private float[] vector;

      Asked(VectorMeta of, Input input) {
        this.of = of;
        this.input = input;
      }

      private Batch.Key key() {
        return Batch.key(of);
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
      checkEmbedder(where, name, input);
      Asked one = new Asked(vector(where, name), input);
      wanted.add(one);
      return () -> one.vector;
    }

    /** Gives the inputs their vectors; returns how many are text or images. */
    int embed() {
      Map<Batch.Key, List<Asked>> missing = new LinkedHashMap<>();
      for (Asked one : wanted) {
        // A model that is not the collection's fails also where its vector is known.
        embedder(one.of);
        if (one.input instanceof Input.Text(String text)) {
          one.vector =
              models
                  .queries()
                  .find(one.key().model, text, one.key().longText)
                  .map(whole -> fit(one.of.spec(), whole))
                  .orElse(null);
        }
        if (one.vector == null) {
          missing.computeIfAbsent(one.key(), _ -> new ArrayList<>()).add(one);
        }
      }
      missing.forEach(this::embed);
      return wanted.size();
    }

    private void embed(Batch.Key key, List<Asked> batch) {
      List<float[]> vectors =
          embedder(batch.getFirst().of)
              .embed(
                  batch.stream().map(one -> one.input).toList(),
                  EmbedOptions.QUERY.longText(key.longText));
      for (int i = 0; i < vectors.size(); i++) {
        Asked one = batch.get(i);
        if (one.input instanceof Input.Text(String text)) {
          models.queries().put(key.model, text, key.longText, vectors.get(i));
        }
        one.vector = fit(one.of.spec(), vectors.get(i));
      }
    }
  }

  /** What one model is to embed in one way, and where it goes. */
  private static final class Batch {
    /** One call of a model embeds all inputs in one way. */
    private record Key(String model, Optional<String> fingerprint, LongText longText) {}

    private record Wanted(Input input, VectorSpec spec, Consumer<Input.Vector> taker) {}

    private final VectorMeta model;
    private final List<Wanted> wanted = new ArrayList<>();

    private Batch(VectorMeta model) {
      this.model = model;
    }

    /** Wants a vector made. */
    static void add(
        Map<Key, Batch> batches, VectorMeta vector, Input input, Consumer<Input.Vector> taker) {
      batches
          .computeIfAbsent(key(vector), _ -> new Batch(vector))
          .wanted
          .add(new Wanted(input, vector.spec(), taker));
    }

    /** The way in which a vector's inputs are embedded. */
    static Key key(VectorMeta vector) {
      VectorSpec spec = vector.spec();
      return new Key(spec.embedder().orElseThrow(), vector.fingerprint(), spec.longText());
    }

    void embed(Embedding by) {
      List<float[]> made =
          by.embedder(model)
              .embed(
                  wanted.stream().map(Wanted::input).toList(),
                  EmbedOptions.DOCUMENT.longText(model.spec().longText()));
      for (int i = 0; i < made.size(); i++) {
        Wanted of = wanted.get(i);
        of.taker.accept(new Input.Vector(fit(of.spec, made.get(i))));
      }
    }
  }
}
