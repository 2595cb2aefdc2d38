package dev.akin.cli.quickstart;

import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Record;
import dev.akin.embedders.emoji.EmojiPicture;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Brings pictures of emoji into a collection. Their names are payload, to be shown; what is
 * embedded and searched are the pictures. For one thread.
 */
public final class EmojiImport {
  /** The collection's name. */
  public static final String COLLECTION = "pictures";

  /** The model that embeds the pictures. */
  public static final String MODEL = "emoji";

  /** The payload field of the emoji itself. */
  public static final String EMOJI = "emoji";

  /** The queries that quickstart shows. */
  public static final List<String> QUESTIONS =
      List.of("flag of japan", "something to drink", "a fast train", "smiling face");

  private static final int BATCH = 128;
  private static final Duration INDEXING = Duration.ofHours(1);

  private final Collection collection;

  /** Into the collection of this database; it is created if it is not there. */
  public EmojiImport(Database database) {
    collection =
        database.hasCollection(COLLECTION)
            ? database.collection(COLLECTION)
            : database.createCollection(COLLECTION, CollectionSpec.ofEmbedder(MODEL));
  }

  /** The collection. */
  public Collection collection() {
    return collection;
  }

  /**
   * Embeds, stores and indexes pictures.
   *
   * @param progress told how many are done
   */
  public void run(List<EmojiPicture> pictures, LongConsumer progress) {
    for (int from = 0; from < pictures.size(); from += BATCH) {
      List<EmojiPicture> batch = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
      collection.upsert(batch.stream().map(EmojiImport::record).toList());
      progress.accept(from + batch.size());
    }
    collection.awaitIndexed(INDEXING);
  }

  private static Record record(EmojiPicture picture) {
    return Record.of(picture.name()).image(picture.image()).put(EMOJI, picture.emoji());
  }
}
