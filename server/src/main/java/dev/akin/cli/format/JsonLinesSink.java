package dev.akin.cli.format;

import dev.akin.api.Record;
import dev.akin.server.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** A JSON document per line; what a record holds is all there, but for its version. */
final class JsonLinesSink implements RecordSink {
  private final Writer lines;

  JsonLinesSink(OutputStream out) {
    this.lines = new OutputStreamWriter(out, StandardCharsets.UTF_8);
  }

  @Override
  public void write(Record record) throws IOException {
    // A version belongs to the collection it came from.
    lines.write(Json.object(json -> RecordJson.writeFields(json, record.unversioned())));
    lines.write('\n');
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
