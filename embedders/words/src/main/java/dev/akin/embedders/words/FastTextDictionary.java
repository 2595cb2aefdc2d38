package dev.akin.embedders.words;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The words of a fastText model, and which vectors a word consists of. Words stay in the mapped
 * file; only their places are kept. Immutable, safe for any number of threads.
 */
final class FastTextDictionary {
  private static final byte[] END_OF_SENTENCE = "</s>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LABEL = "__label__".getBytes(StandardCharsets.US_ASCII);
  private static final byte LABEL_TYPE = 1;
  private static final long WORD_NGRAM_FACTOR = 116_049_371L;

  private final FastTextArgs args;
  private final MemorySegment file;
  private final long[] starts;
  private final int[] lengths;
  private final int[] table;
  private final int words;

  /** Which n-gram vectors were kept, by their bucket; null if all were. */
  private final Map<Integer, Integer> kept;

  private FastTextDictionary(
      FastTextArgs args,
      MemorySegment file,
      long[] starts,
      int[] lengths,
      int words,
      Map<Integer, Integer> kept) {
    this.args = args;
    this.file = file;
    this.starts = starts;
    this.lengths = lengths;
    this.words = words;
    this.kept = kept;
    this.table = new int[Integer.highestOneBit(Math.max(1, starts.length)) << 2];
    Arrays.fill(table, -1);
    for (int id = 0; id < starts.length; id++) {
      byte[] word = word(id);
      int slot = slot(word, hash(word, 0, word.length));
      if (table[slot] < 0) {
        table[slot] = id;
      }
    }
  }

  /** Reads where a dictionary begins, and steps over it. */
  static FastTextDictionary read(ModelCursor cursor, MemorySegment file, FastTextArgs args) {
    int size = cursor.nextCount("the size of the dictionary");
    int words = cursor.nextCount("the number of words");
    int labels = cursor.nextCount("the number of labels");
    cursor.nextLong("the number of tokens");
    long pruned = cursor.nextLong("the number of n-grams kept");
    if ((long) words + labels != size) {
      throw cursor.damaged(words + " words and " + labels + " labels in a dictionary of " + size);
    }
    // An entry is ten bytes at least: no larger dictionary is allocated than the file could hold.
    if (size > (file.byteSize() - cursor.position()) / 10) {
      throw cursor.damaged("a dictionary of " + size + " entries");
    }
    long[] starts = new long[size];
    int[] lengths = new int[size];
    for (int id = 0; id < size; id++) {
      starts[id] = cursor.position();
      lengths[id] = cursor.skipWord();
      cursor.nextLong("the count of a word");
      if ((cursor.nextByte("the type of a word") == LABEL_TYPE) != (id >= words)) {
        throw cursor.damaged("a label among the words");
      }
    }
    Map<Integer, Integer> kept = pruned < 0 ? null : new HashMap<>();
    for (long i = 0; i < pruned; i++) {
      kept.put(cursor.nextInt("an n-gram kept"), cursor.nextCount("the place of an n-gram"));
    }
    return new FastTextDictionary(args, file, starts, lengths, words, kept);
  }

  /** Number of words, whose vectors come before those of the n-grams. */
  int words() {
    return words;
  }

  /** The number of vectors that all this can lead to. */
  long rowsNeeded() {
    if (kept == null) {
      boolean ngrams = args.maxn() > 0 || args.wordNgrams() > 1;
      return words + (ngrams ? (long) args.bucket() : 0);
    }
    return words + kept.values().stream().mapToLong(place -> place + 1L).max().orElse(0);
  }

  /** Adds the vectors that a word consists of, itself among them if it is known. */
  void addWord(byte[] word, Rows rows) {
    int id = find(word);
    if (id >= 0 && id < words) {
      rows.add(id);
    }
    addCharacterNgrams(word, rows);
  }

  /**
   * Adds the vectors of a line as supervised models read it: words, what they consist of, and words
   * in a row. Labels count for nothing.
   *
   * @param line the words of the line, without its end
   */
  void addLine(Iterable<byte[]> line, Rows rows) {
    Rows hashes = new Rows();
    for (byte[] word : line) {
      addLineWord(word, rows, hashes);
    }
    addLineWord(END_OF_SENTENCE, rows, hashes);
    for (int i = 0; i < hashes.size(); i++) {
      long hash = (int) hashes.get(i);
      for (int j = i + 1; j < Math.min(hashes.size(), i + args.wordNgrams()); j++) {
        hash = hash * WORD_NGRAM_FACTOR + (int) hashes.get(j);
        addNgram((int) Long.remainderUnsigned(hash, args.bucket()), rows);
      }
    }
  }

  private void addLineWord(byte[] word, Rows rows, Rows hashes) {
    int id = find(word);
    boolean label =
        id < 0
            ? word.length >= LABEL.length
                && Arrays.equals(word, 0, LABEL.length, LABEL, 0, LABEL.length)
            : id >= words;
    if (!label) {
      addWord(word, rows);
      hashes.add(hash(word, 0, word.length));
    }
  }

  private void addCharacterNgrams(byte[] word, Rows rows) {
    if (args.maxn() == 0 || Arrays.equals(word, END_OF_SENTENCE)) {
      return;
    }
    byte[] bounded = new byte[word.length + 2];
    bounded[0] = '<';
    System.arraycopy(word, 0, bounded, 1, word.length);
    bounded[bounded.length - 1] = '>';
    for (int start = 0; start < bounded.length; start++) {
      if (continues(bounded[start])) {
        continue;
      }
      int end = start;
      for (int n = 1; end < bounded.length && n <= args.maxn(); n++) {
        end++;
        while (end < bounded.length && continues(bounded[end])) {
          end++;
        }
        boolean boundaryAlone = n == 1 && (start == 0 || end == bounded.length);
        if (n >= args.minn() && !boundaryAlone) {
          addNgram(Integer.remainderUnsigned(hash(bounded, start, end), args.bucket()), rows);
        }
      }
    }
  }

  private void addNgram(int bucket, Rows rows) {
    if (kept == null) {
      rows.add((long) words + bucket);
      return;
    }
    Integer place = kept.get(bucket);
    if (place != null) {
      rows.add((long) words + place);
    }
  }

  /** The id of a word or label, -1 if there is none such. */
  private int find(byte[] word) {
    return table[slot(word, hash(word, 0, word.length))];
  }

  private int slot(byte[] word, int hash) {
    int slot = hash & (table.length - 1);
    while (table[slot] >= 0 && !equals(table[slot], word)) {
      slot = (slot + 1) & (table.length - 1);
    }
    return slot;
  }

  private boolean equals(int id, byte[] word) {
    return lengths[id] == word.length
        && MemorySegment.mismatch(
                file,
                starts[id],
                starts[id] + word.length,
                MemorySegment.ofArray(word),
                0,
                word.length)
            < 0;
  }

  private byte[] word(int id) {
    return file.asSlice(starts[id], lengths[id]).toArray(ValueLayout.JAVA_BYTE);
  }

  /** Whether a byte goes on with the UTF-8 character before it. */
  private static boolean continues(byte value) {
    return (value & 0xC0) == 0x80;
  }

  /** 32-bit FNV-1a, over bytes with their sign, as fastText has it. */
  private static int hash(byte[] bytes, int start, int end) {
    int hash = 0x811C9DC5;
    for (int i = start; i < end; i++) {
      hash = (hash ^ bytes[i]) * 0x01000193;
    }
    return hash;
  }
}
