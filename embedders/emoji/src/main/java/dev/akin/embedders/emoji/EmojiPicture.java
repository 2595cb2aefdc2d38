package dev.akin.embedders.emoji;

import dev.akin.api.AkinException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A picture to try the model on. All are Twemoji's (CC BY 4.0), which the model was not trained on:
 * every emoji but those with skin tones, 64 x 64 pixels.
 *
 * @param emoji the character or characters
 * @param name its short name in Unicode's CLDR
 * @param otherName another name of it, that of its character in Unicode for most; empty if there is
 *     none; the model was not trained on these
 * @param image the picture, as WebP; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record EmojiPicture(String emoji, String name, String otherName, byte[] image) {
  private static final String NAMES = "names.tsv";

  /** All of them, in the order of their code points. */
  public static List<EmojiPicture> all() {
    Map<String, byte[]> files = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(EmojiFiles.open("pictures.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new AkinException.Internal("cannot read the pictures of emoji", e);
    }
    List<EmojiPicture> pictures = new ArrayList<>();
    for (String line : new String(files.get(NAMES), StandardCharsets.UTF_8).split("\n", -1)) {
      String[] fields = line.split("\t", -1);
      if (fields.length == 4) {
        pictures.add(new EmojiPicture(fields[1], fields[2], fields[3], files.get(fields[0])));
      }
    }
    return pictures;
  }
}
