package dev.akin.embedders.onnx;

import dev.akin.api.AkinException;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes the rows of tokens that a model reads out of texts: with the prefix that their purpose asks
 * for, and of long texts as many rows as the options say. Safe for any number of threads.
 */
final class TextEncoder {
  private static final int SHOWN = 40;

  private final String model;
  private final TextTokenizer tokenizer;
  private final TextSettings settings;
  private final boolean withTypes;

  /**
   * Over an open tokenizer.
   *
   * @param model its name in messages
   * @param withTypes whether the model asks for token types
   */
  TextEncoder(String model, TextTokenizer tokenizer, TextSettings settings, boolean withTypes) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.withTypes = withTypes;
  }

  /**
   * The rows of a text; more than one only if it is long and its pieces are to be averaged.
   *
   * @param index of the text in its call, for messages
   * @throws AkinException.InvalidArgument if it is long and that is to be refused
   */
  List<Tokens> encode(Input.Text input, int index, EmbedOptions options) {
    String prefix =
        switch (options.purpose()) {
          case QUERY -> settings.queryPrefix();
          case DOCUMENT -> settings.documentPrefix();
        };
    String text = prefix.isEmpty() ? input.text() : prefix + input.text();
    // Cutting reads all of a text as well, but does not hand it over.
    Tokens cut = tokenizer.encode(text, withTypes);
    if (cut.length() < settings.maxTokens()) {
      return List.of(cut);
    }
    return switch (options.longText()) {
      case TRUNCATE -> List.of(cut);
      case REJECT -> {
        int length = tokenizer.encodeWhole(text, true).tokens().length();
        if (length > settings.maxTokens()) {
          throw new AkinException.InvalidArgument(
              "input "
                  + index
                  + " must be at most "
                  + settings.maxTokens()
                  + " tokens long for model '"
                  + model
                  + "', and has "
                  + length
                  + ": '"
                  + input.text().substring(0, Math.min(SHOWN, input.text().length()))
                  + "…'");
        }
        yield List.of(cut);
      }
      case AVERAGE -> {
        TextTokenizer.Whole whole = tokenizer.encodeWhole(text, true);
        yield whole.tokens().length() <= settings.maxTokens()
            ? List.of(cut)
            : pieces(input.text(), prefix.stripTrailing());
      }
    };
  }

  /** Pieces of equal length, each between the special tokens and after the prefix. */
  private List<Tokens> pieces(String text, String prefix) {
    TextTokenizer.Whole whole = tokenizer.encodeWhole(text, true);
    long[] lead =
        prefix.isEmpty() ? new long[0] : tokenizer.encodeWhole(prefix, false).tokens().ids();
    Tokens tokens = whole.tokens();
    int start = 0;
    while (start < tokens.length() && whole.special()[start] == 1) {
      start++;
    }
    int end = tokens.length();
    while (end > start && whole.special()[end - 1] == 1) {
      end--;
    }
    int room = settings.maxTokens() - start - lead.length - (tokens.length() - end);
    if (room < 1) {
      throw new AkinException.InvalidArgument(
          "the prefix of model '" + model + "' leaves no room for text: '" + prefix + "'");
    }
    int count = Math.ceilDiv(end - start, room);
    List<Tokens> pieces = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = start + (int) ((long) (end - start) * i / count);
      int to = start + (int) ((long) (end - start) * (i + 1) / count);
      long typeOfText = tokens.types()[from];
      long[] types = new long[lead.length];
      Arrays.fill(types, typeOfText);
      pieces.add(
          new Tokens(
              join(tokens.ids(), start, lead, from, to, end),
              withTypes ? join(tokens.types(), start, types, from, to, end) : null));
    }
    return pieces;
  }

  /** What is before the text, the prefix, a piece of the text, and what is after the text. */
  private static long[] join(long[] whole, int start, long[] lead, int from, int to, int end) {
    long[] joined = new long[start + lead.length + to - from + whole.length - end];
    System.arraycopy(whole, 0, joined, 0, start);
    System.arraycopy(lead, 0, joined, start, lead.length);
    System.arraycopy(whole, from, joined, start + lead.length, to - from);
    System.arraycopy(whole, end, joined, start + lead.length + to - from, whole.length - end);
    return joined;
  }
}
