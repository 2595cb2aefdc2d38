package dev.akin.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.akin.api.AkinException;
import dev.akin.api.Alteration;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.EmbedOptions;
import dev.akin.api.Include;
import dev.akin.api.Input;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordId;
import dev.akin.api.VectorSpec;
import dev.akin.client.RemoteDatabase;
import dev.akin.contract.LetterEmbedders;
import dev.akin.engine.DataCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed while it embeds a collection again and takes writes; {@code
 * -Dtest.kills=} takes more than the few that a build has time for.
 */
@Timeout(600)
class ReembedCrashTest {
  private static final long SEED = Long.getLong("test.seed", new Random().nextInt(1_000_000));
  private static final int KILLS = Integer.getInteger("test.kills", 1);
  private static final int RECORDS = 1500;

  @TempDir private Path data;

  @Test
  void everyRecordHasTheVectorOfItsTextByTheModelThatTheCollectionNames()
      throws IOException, InterruptedException {
    System.out.println("reembed: seed " + SEED);
    Random random = new Random(SEED);
    Map<Long, String> texts = new TreeMap<>();
    for (int life = 0; life <= KILLS; life++) {
      try (ServerProcess server = ServerProcess.start(data);
          RemoteDatabase database = RemoteDatabase.connect(server.target())) {
        Collection c = life == 0 ? create(database, random, texts) : database.collection("c");
        check(database, c, texts);
        if (life < KILLS) {
          reembedUntilKilled(c, server, random, texts);
        } else {
          finish(c);
          check(database, c, texts);
          server.terminate();
        }
      }
      assertThat(DataCheck.of(data).damages()).as("after kill %d, seed %d", life, SEED).isEmpty();
    }
  }

  private static Collection create(Database database, Random random, Map<Long, String> texts) {
    Collection c =
        database.createCollection("c", CollectionSpec.ofEmbedder(LetterEmbedders.LETTERS));
    List<Record> records = new ArrayList<>();
    for (long id = 0; id < RECORDS; id++) {
      texts.put(id, text(random));
      records.add(Record.of(id).text(texts.get(id)));
    }
    c.upsert(records);
    return c;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static String other(Collection c) {
    VectorSpec spec = c.info().vectors().get("default").spec();
    return spec.embedder().orElseThrow().equals(LetterEmbedders.LETTERS)
        ? LetterEmbedders.PAIRS
        : LetterEmbedders.LETTERS;
  }

  /** Embeds again by one model after the other, and writes, until the server is gone. */
  private static void reembedUntilKilled(
      Collection c, ServerProcess server, Random random, Map<Long, String> texts)
      throws InterruptedException {
    Thread reembed =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (true) {
                      c.alter(Alteration.Reembed.of("default", other(c)));
                    }
                  } catch (AkinException.Unavailable _) {
                    // It was killed.
                  }
                });
    int millis = random.nextInt(50, 1500);
    Thread killer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    TimeUnit.MILLISECONDS.sleep(millis);
                    server.kill();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    long id = 0;
    String text = "";
    try {
      while (true) {
        id = random.nextInt(RECORDS);
        text = random.nextInt(4) == 0 ? null : text(random);
        if (text == null) {
          c.delete(RecordId.of(id));
          texts.remove(id);
        } else {
          c.upsert(Record.of(id).text(text));
          texts.put(id, text);
        }
      }
    } catch (AkinException.Unavailable _) {
      // What was in flight may be there or not.
      texts.put(-1L, id + " " + text);
    }
    killer.join();
    reembed.join();
  }

  private static void finish(Collection c) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (c.info().altering().isPresent()) {
      assertThat(c.info().altering().orElseThrow().failure()).isEmpty();
      assertThat(System.nanoTime()).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static void check(Database database, Collection c, Map<Long, String> texts) {
    Map<Long, String> found = new TreeMap<>();
    Set<Include> include = Set.of(Include.SOURCES, Include.VECTORS);
    List<Record> records = c.scroll(Optional.empty(), RECORDS + 1, include).records();
    Map<Integer, List<Record>> byLength = new TreeMap<>();
    for (Record record : records) {
      long id = ((RecordId.Numeric) record.id()).value();
      found.put(id, ((Input.Text) record.sources().get("default")).text());
      int length = record.vectors().get("default").values().length;
      byLength.computeIfAbsent(length, _ -> new ArrayList<>()).add(record);
    }
    settle(texts, found);
    assertThat(found).as("texts, seed %d", SEED).isEqualTo(texts);
    // An alteration may have come to its end while they were read.
    byLength.forEach(
        (length, some) -> {
          List<Input> inputs = some.stream().map(it -> it.sources().get("default")).toList();
          String model = length == 26 ? LetterEmbedders.LETTERS : LetterEmbedders.PAIRS;
          List<float[]> vectors = database.embed(model, inputs, EmbedOptions.DOCUMENT);
          for (int i = 0; i < vectors.size(); i++) {
            assertThat(some.get(i).vectors().get("default").values()).isEqualTo(vectors.get(i));
          }
        });
    assertThat(c.search(Query.text("ab").k(RECORDS).exact()).hits()).hasSize(texts.size());
  }

  private static void settle(Map<Long, String> texts, Map<Long, String> found) {
    String flight = texts.remove(-1L);
    if (flight != null) {
      long id = Long.parseLong(flight.substring(0, flight.indexOf(' ')));
      String text = flight.substring(flight.indexOf(' ') + 1);
      if (text.equals("null") && !found.containsKey(id)) {
        texts.remove(id);
      } else if (text.equals(found.get(id))) {
        texts.put(id, text);
      }
    }
  }
}
