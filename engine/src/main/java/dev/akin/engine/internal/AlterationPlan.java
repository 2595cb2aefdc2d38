package dev.akin.engine.internal;

import dev.akin.api.AkinException;
import dev.akin.api.Alteration;
import dev.akin.api.VectorSpec;
import dev.akin.storage.CollectionMeta;
import dev.akin.storage.VectorChange;
import dev.akin.storage.VectorMeta;
import java.util.Optional;

/** What alterations come to in the catalog: checked, with dimensions and models filled in. */
final class AlterationPlan {
  private final CollectionMeta meta;
  private final Models models;

  /** Plans for a collection as it is. */
  AlterationPlan(CollectionMeta meta, Models models) {
    this.meta = meta;
    this.models = models;
  }

  /** The change that an alteration is. */
  VectorChange of(Alteration alteration) {
    return switch (alteration) {
      case Alteration.Index index -> of(index);
      case Alteration.AddVector add -> of(add);
      case Alteration.DropVector(String vector) -> {
        existing(vector);
        yield new VectorChange(vector, Optional.empty(), Optional.empty(), false);
      }
      case Alteration.Reembed reembed -> of(reembed);
    };
  }

  private VectorChange of(Alteration.Index index) {
    VectorMeta there = existing(index.vector());
    VectorSpec spec = there.spec();
    VectorSpec target =
        new VectorSpec(
            spec.dimension(),
            spec.embedder(),
            spec.metric(),
            index.index().orElse(spec.index()),
            index.quantizer().orElse(spec.quantizer()),
            spec.keepSource(),
            spec.longText());
    return new VectorChange(
        index.vector(),
        Optional.of(new VectorMeta(there.id(), there.sourceId(), target, there.fingerprint())),
        Optional.empty(),
        false);
  }

  private VectorChange of(Alteration.AddVector add) {
    if (meta.vectors().containsKey(add.vector())) {
      throw new AkinException.AlreadyExists(
          "collection '" + meta.name() + "' has a vector '" + add.vector() + "' already");
    }
    add.sourcesOf().ifPresent(this::existing);
    // Refuses one vector too many.
    var _ = meta.spec().vector(add.vector(), add.spec());
    VectorSpec spec = models.complete(add.vector(), add.spec());
    return new VectorChange(
        add.vector(),
        Optional.of(new VectorMeta(nextId(), spec, fingerprint(spec))),
        add.sourcesOf(),
        add.skipMissing());
  }

  private VectorChange of(Alteration.Reembed reembed) {
    VectorMeta there = existing(reembed.vector());
    VectorSpec spec = there.spec();
    if (spec.embedder().isEmpty()) {
      throw new AkinException.InvalidArgument(
          "vector '"
              + reembed.vector()
              + "' of collection '"
              + meta.name()
              + "' has no embedder: its vectors come from the caller, without sources");
    }
    VectorSpec target =
        models.complete(
            reembed.vector(),
            new VectorSpec(
                reembed.dimension(),
                Optional.of(reembed.model()),
                reembed.metric().orElse(spec.metric()),
                spec.index(),
                spec.quantizer(),
                spec.keepSource(),
                spec.longText()));
    return new VectorChange(
        reembed.vector(),
        Optional.of(new VectorMeta(nextId(), there.sourceId(), target, fingerprint(target))),
        Optional.of(reembed.vector()),
        reembed.skipMissing());
  }

  private Optional<String> fingerprint(VectorSpec spec) {
    return spec.embedder().map(model -> models.get(model).info().fingerprint());
  }

  private int nextId() {
    if (meta.nextVectorId() > VectorMeta.MAX_ID) {
      throw new AkinException.ResourceExhausted(
          "collection '" + meta.name() + "' has had " + VectorMeta.MAX_ID + " vectors; copy it");
    }
    return meta.nextVectorId();
  }

  private VectorMeta existing(String name) {
    VectorMeta vector = meta.vectors().get(name);
    if (vector == null) {
      throw new AkinException.InvalidArgument(
          "collection '"
              + meta.name()
              + "' has no vector '"
              + name
              + "'; it has "
              + (meta.vectors().isEmpty() ? "none" : String.join(", ", meta.vectors().keySet())));
    }
    return vector;
  }

  /** A change in words. */
  static String describe(CollectionMeta meta, VectorChange change) {
    String vector = "vector '" + change.vector() + "'";
    VectorMeta there = meta.vectors().get(change.vector());
    return change
        .target()
        .map(
            target -> {
              if (there == null) {
                return "add " + vector;
              }
              return target.id() == there.id()
                  ? "index " + vector + " by " + target.spec().index().id()
                  : "reembed " + vector + " by '" + target.spec().embedder().orElse("") + "'";
            })
        .orElse("drop " + vector);
  }
}
