package dev.akin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of the command came to.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record Akin(int code, String out, String err) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Runs the command in this process. */
  static Akin run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return new Akin(code, out.toString(), err.toString());
  }

  /** The documents on standard output, one per line. */
  List<JsonNode> json() throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    for (String line : out.lines().toList()) {
      documents.add(JSON.readTree(line));
    }
    return documents;
  }
}
