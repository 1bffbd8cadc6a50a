package io.mediarunner.core.media.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Keeps what ffprobe says of a source beside the logs of the attempt, which outlive its failure.
 * Without tags, which may tell author and position, and without its name.
 */
final class SourceFacts {
  private static final String FILE = "source-probe.log";
  private static final List<String> PRIVATE = List.of("tags", "filename");

  private SourceFacts() {}

  /** One line of JSON more; nothing if it is as large as only hostile ones are. */
  static void keep(Path workDir, JsonNode json) throws IOException {
    ObjectNode facts = Json.object();
    facts.set("format", plain(json.path("format")));
    json.path("streams").forEach(stream -> facts.withArray("streams").add(plain(stream)));
    String line = Json.text(facts) + "\n";
    if (line.length() <= Limits.LINE) {
      Files.writeString(
          workDir.resolve(FILE),
          line,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private static JsonNode plain(JsonNode node) {
    JsonNode copy = node.deepCopy();
    if (copy instanceof ObjectNode object) {
      object.remove(PRIVATE);
    }
    return copy;
  }
}
