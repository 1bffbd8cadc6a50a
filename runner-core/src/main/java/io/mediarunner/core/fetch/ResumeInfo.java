package io.mediarunner.core.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a later process needs to resume a download: the validator by which the server confirms that
 * the rest belongs to the same file (RFC 9110, section 13.1.5, If-Range).
 */
final class ResumeInfo {
  private static final String NAME = "part.json";

  private ResumeInfo() {}

  static void write(Path folder, String url, ResumePoint point) throws IOException {
    Path temporary = folder.resolve(NAME + ".tmp");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("url", url);
    json.put("validator", point.validator());
    point.lastModified().ifPresent(date -> json.put("last_modified", date));
    point.total().ifPresent(total -> json.put("total", total));
    Files.writeString(temporary, Json.text(json));
    Files.move(temporary, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What a folder has of that very address. */
  static Optional<ResumePoint> read(Path folder, String url) {
    Path note = folder.resolve(NAME);
    if (!Files.isRegularFile(note)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(note);
      JsonNode total = json.path("total");
      return Optional.of(json.path("validator").asText())
          .filter(text -> !text.isEmpty() && json.path("url").asText().equals(url))
          .map(
              validator ->
                  new ResumePoint(
                      validator,
                      Optional.ofNullable(json.path("last_modified").textValue()),
                      total.isIntegralNumber()
                          ? OptionalLong.of(total.asLong())
                          : OptionalLong.empty()));
    } catch (IOException e) {
      return Optional.empty(); // incomplete file: start over
    }
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }
}
