package dev.akin.embedders.emoji;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.io.InputStream;

/** The model's files on the class path. */
final class EmojiFiles {
  /** A folder whose name is no package, so that a module does not hide what is in it. */
  private static final String FOLDER = "/emoji-model/";

  private EmojiFiles() {}

  static InputStream open(String name) {
    InputStream in = EmojiFiles.class.getResourceAsStream(FOLDER + name);
    if (in == null) {
      throw new AkinException.FailedPrecondition(
          "the file " + FOLDER + name + " is not on the class path: akin-embedders-emoji has it");
    }
    return in;
  }

  static byte[] read(String name) {
    try (InputStream in = open(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read " + name + " from the class path", e);
    }
  }
}
