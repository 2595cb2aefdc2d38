package dev.akin.client.shaded;

import dev.akin.api.AkinException;
import dev.akin.api.Collection;
import dev.akin.api.CollectionSpec;
import dev.akin.api.Database;
import dev.akin.api.Query;
import dev.akin.api.Record;
import dev.akin.api.RecordWriter;
import dev.akin.client.RemoteDatabase;

/** A program that has the shaded client and nothing else; prints the nearest record's id. */
final class Program {
  private Program() {}

  public static void main(String... args) {
    try (Database database = RemoteDatabase.connect(args[0])) {
      Collection points = database.createCollection("points", CollectionSpec.ofDimension(2));
      try (RecordWriter writer = points.writer()) {
        for (int i = 0; i < 1000; i++) {
          writer.write(Record.of(i).vector((float) Math.cos(i), (float) Math.sin(i)));
        }
      }
      System.out.println(points.search(Query.vector(1, 0)).hits().getFirst().record().id());
      try {
        var _ = database.collection("none");
      } catch (AkinException.NotFound e) {
        System.out.println("not found");
      }
    }
  }
}
