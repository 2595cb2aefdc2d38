package dev.akin.api.filter;

import dev.akin.api.AkinException;

/** Cuts an expression into tokens, one at a time. Not thread-safe. */
final class FilterLexer {
  /** The kinds of tokens. */
  enum Kind {
    /** A bare word: a field or a keyword. */
    WORD,
    /** A field in backticks, without them. */
    FIELD,
    /** A string, without quotes and escapes. */
    STRING,
    /** A number. */
    NUMBER,
    /** Punctuation or an operator. */
    SYMBOL,
    /** The end of the expression. */
    END
  }

  /**
   * A token.
   *
   * @param column of its first character, from 1
   */
  record Token(Kind kind, String text, int column) {
    /** As it is named in an error. */
    String shown() {
      return switch (kind) {
        case END -> "the end";
        case STRING -> "the text \"" + text + "\"";
        case WORD, FIELD, NUMBER, SYMBOL -> "'" + text + "'";
      };
    }
  }

  private final String text;
  private int at;

  FilterLexer(String text) {
    this.text = text;
  }

  static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-';
  }

  static AkinException.InvalidArgument error(int column, String message) {
    return new AkinException.InvalidArgument("filter, column " + column + ": " + message);
  }

  /** The next token; END again and again after the last. */
  Token next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int begin = at;
    if (at == text.length()) {
      return new Token(Kind.END, "", begin + 1);
    }
    char c = text.charAt(at);
    if (isNameStart(c)) {
      while (at < text.length() && isNamePart(text.charAt(at))) {
        at++;
      }
      return new Token(Kind.WORD, text.substring(begin, at), begin + 1);
    }
    if (isDigit(at) || (c == '-' && isDigit(at + 1))) {
      return number();
    }
    return switch (c) {
      case '"', '\'' -> string(c);
      case '`' -> field();
      default -> symbol(c);
    };
  }

  private boolean isDigit(int i) {
    return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
  }

  private Token number() {
    int begin = at;
    at++;
    skipDigits();
    if (at < text.length() && text.charAt(at) == '.' && isDigit(at + 1)) {
      at++;
      skipDigits();
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      int digits = after == '-' || after == '+' ? at + 2 : at + 1;
      if (isDigit(digits)) {
        at = digits;
        skipDigits();
      }
    }
    return new Token(Kind.NUMBER, text.substring(begin, at), begin + 1);
  }

  private void skipDigits() {
    while (isDigit(at)) {
      at++;
    }
  }

  private Token string(char quote) {
    int begin = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escaped() : c);
    }
    if (at == text.length()) {
      throw error(begin + 1, "the text that begins here has no closing " + quote);
    }
    at++;
    return new Token(Kind.STRING, value.toString(), begin + 1);
  }

  private char escaped() {
    int column = at;
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\'', '\\', '/' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode(column);
      default -> throw error(column, "unknown escape; a backslash itself is written \\\\");
    };
  }

  private char unicode(int column) {
    int end = at + 4;
    int code = 0;
    for (; at < end; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw error(column, "\\u takes four hexadecimal digits");
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private Token field() {
    int begin = at++;
    StringBuilder name = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '`') {
        name.append(c);
      } else if (at < text.length() && text.charAt(at) == '`') {
        name.append(c);
        at++;
      } else {
        return new Token(Kind.FIELD, name.toString(), begin + 1);
      }
    }
    throw error(begin + 1, "the field that begins here has no closing `");
  }

  private Token symbol(char c) {
    int begin = at++;
    boolean takesEquals = c == '<' || c == '>' || c == '=' || c == '!';
    if (takesEquals && at < text.length() && text.charAt(at) == '=') {
      at++;
    } else if (c == '!' || "<>=()[],".indexOf(c) < 0) {
      throw error(begin + 1, "'" + c + "' has no meaning here");
    }
    return new Token(Kind.SYMBOL, text.substring(begin, at), begin + 1);
  }
}
