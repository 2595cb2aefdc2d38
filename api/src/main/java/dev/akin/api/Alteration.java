package dev.akin.api;

import dev.akin.api.index.IndexConfig;
import dev.akin.api.index.Metric;
import dev.akin.api.index.QuantizerConfig;
import java.util.Objects;
import java.util.Optional;

/** A change of a collection that is in use, see {@link Collection#alter}. Immutable. */
public sealed interface Alteration {
  /** The name of the vector that is changed. */
  String vector();

  /**
   * Another index over the same vectors.
   *
   * @param index empty leaves it as it is
   * @param quantizer empty leaves it as it is
   */
  record Index(String vector, Optional<IndexConfig> index, Optional<QuantizerConfig> quantizer)
      implements Alteration {
    /** Checks that all is there. */
    public Index {
      Objects.requireNonNull(vector, "vector");
      if (index.isEmpty() && quantizer.isEmpty()) {
        throw new AkinException.InvalidArgument("index or quantizer must be given");
      }
    }

    /** Another index, the quantizer left as it is. */
    public static Index of(String vector, IndexConfig index) {
      return new Index(vector, Optional.of(index), Optional.empty());
    }
  }

  /**
   * A new vector. Without {@code sourcesOf} no record has it until one is written with it.
   *
   * @param spec of the new vector
   * @param sourcesOf the vector out of whose kept sources the embedder of the new one makes the
   *     vectors of the records that are there, and of those that are written until the alteration
   *     is done; whoever writes later gives a source for each vector
   * @param skipMissing whether records that have that vector but no source of it go without the new
   *     one, instead of this being refused
   */
  record AddVector(String vector, VectorSpec spec, Optional<String> sourcesOf, boolean skipMissing)
      implements Alteration {
    /** Checks that all is there. */
    public AddVector {
      Names.check("vector name", vector);
      Objects.requireNonNull(spec, "spec");
      if (sourcesOf.isPresent() && spec.embedder().isEmpty()) {
        throw new AkinException.InvalidArgument(
            "vector '" + vector + "' must have an embedder to be filled from sources");
      }
    }
  }

  /** A vector is dropped, from all records, with its sources. */
  record DropVector(String vector) implements Alteration {
    /** Checks that all is there. */
    public DropVector {
      Objects.requireNonNull(vector, "vector");
    }
  }

  /**
   * All records are embedded again by another model, out of their kept sources. Until that is done
   * searches go on in the old vectors, their texts embedded by the old model.
   *
   * @param model the new one's name
   * @param dimension as in {@link VectorSpec}; 0 takes the model's
   * @param metric empty leaves it as it is
   * @param skipMissing whether records that have the vector but no source of it lose it, instead of
   *     this being refused
   */
  record Reembed(
      String vector, String model, int dimension, Optional<Metric> metric, boolean skipMissing)
      implements Alteration {
    /** Checks the range. */
    public Reembed {
      Objects.requireNonNull(vector, "vector");
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(metric, "metric");
      if (dimension < 0 || dimension > VectorSpec.MAX_DIMENSION) {
        throw new AkinException.InvalidArgument(
            "dimension must be 0 to " + VectorSpec.MAX_DIMENSION + ": " + dimension);
      }
    }

    /** By all of a model's vector, under the metric that there is. */
    public static Reembed of(String vector, String model) {
      return new Reembed(vector, model, 0, Optional.empty(), false);
    }

    /** Leaving records without a source out. */
    public Reembed skippingMissing() {
      return new Reembed(vector, model, dimension, metric, true);
    }
  }
}
