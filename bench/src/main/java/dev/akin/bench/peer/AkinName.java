package dev.akin.bench.peer;

import dev.akin.api.index.QuantizerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of one of our indexes: {@code akin}, the index, and its codes if it has any, each after
 * a hyphen, such as {@code akin-ivf-rabitq4}.
 *
 * @param index {@code hnsw}, {@code ivf} or {@code flat}
 */
record AkinName(String index, QuantizerConfig quantizer) {
  private static final String PREFIX = "akin-";

  /** All there are. */
  static List<AkinName> all() {
    List<AkinName> names = new ArrayList<>();
    names.add(new AkinName("hnsw", QuantizerConfig.NONE));
    names.add(new AkinName("hnsw", QuantizerConfig.Sq8.DEFAULTS));
    for (String index : List.of("ivf", "flat")) {
      names.add(new AkinName(index, QuantizerConfig.NONE));
      names.add(new AkinName(index, QuantizerConfig.Sq8.DEFAULTS));
      names.add(new AkinName(index, new QuantizerConfig.Pq(0, 4)));
      names.add(new AkinName(index, new QuantizerConfig.Pq(0, 8)));
      for (int bits = 1; bits <= 8; bits++) {
        names.add(new AkinName(index, new QuantizerConfig.Rabitq(bits)));
      }
    }
    return names;
  }

  /** The index of an id; empty if it is not one of ours. */
  static Optional<AkinName> of(String id) {
    return all().stream().filter(name -> name.id().equals(id)).findFirst();
  }

  /** The word on the command line; the default number of bits is not named. */
  String id() {
    String codes = codes();
    return PREFIX + index + (codes.isEmpty() ? "" : "-" + codes);
  }

  private String codes() {
    return switch (quantizer) {
      case QuantizerConfig.None() -> "";
      case QuantizerConfig.Sq8() -> "sq8";
      case QuantizerConfig.Pq(int subspaces, int nbits) -> nbits == 4 ? "pq" : "pq" + nbits;
      case QuantizerConfig.Rabitq(int bits) -> bits == 2 ? "rabitq" : "rabitq" + bits;
    };
  }

  /** The name in tables and plots. */
  String label() {
    String kind = index.equals("flat") ? "flat" : index.toUpperCase(Locale.ROOT);
    return switch (quantizer) {
      case QuantizerConfig.None() ->
          switch (index) {
            case "hnsw" -> "Akin HNSW";
            case "ivf" -> "Akin IVF flat";
            default -> "Akin exact scan";
          };
      case QuantizerConfig.Sq8() -> "Akin " + kind + " sq8";
      case QuantizerConfig.Pq(int subspaces, int nbits) ->
          "Akin " + kind + " PQ" + (nbits == 4 ? " fast scan" : " 8 bits");
      case QuantizerConfig.Rabitq(int bits) ->
          "Akin " + kind + " RaBitQ" + (bits == 2 ? "" : " " + bits + " bits");
    };
  }

  /** What its search parameter is called. */
  String parameterName() {
    return switch (index) {
      case "hnsw" -> JavaPeer.SLACK;
      case "ivf" -> JavaPeer.NPROBE;
      default -> JavaPeer.EXACT;
    };
  }

  /** A new contestant. */
  Contestant contestant() {
    return switch (index) {
      case "hnsw" -> new AkinHnswContestant(quantizer);
      case "ivf" -> new AkinIvfContestant(quantizer);
      default ->
          quantizer.equals(QuantizerConfig.NONE)
              ? new AkinFlatContestant()
              : new AkinFlatCodesContestant(quantizer);
    };
  }
}
