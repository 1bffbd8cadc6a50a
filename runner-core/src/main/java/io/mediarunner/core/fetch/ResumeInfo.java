package io.mediarunner.core.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * What a later process needs to resume a download: the validator by which the server confirms that
 * the rest belongs to the same file (RFC 9110, section 13.1.5, If-Range).
 */
final class ResumeInfo {
  private static final String NAME = "part.json";

  private ResumeInfo() {}

  static void write(Path folder, String url, String validator) throws IOException {
    Path temporary = folder.resolve(NAME + ".tmp");
    Files.writeString(temporary, Json.text(Map.of("url", url, "validator", validator)));
    Files.move(temporary, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The validator of the partial download of exactly this URL in a folder. */
  static Optional<String> validator(Path folder, String url) {
    Path note = folder.resolve(NAME);
    if (!Files.isRegularFile(note)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.read(note);
      return Optional.of(json.path("validator").asText())
          .filter(text -> !text.isEmpty() && json.path("url").asText().equals(url));
    } catch (IOException e) {
      return Optional.empty(); // incomplete file: start over
    }
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(NAME));
  }
}
