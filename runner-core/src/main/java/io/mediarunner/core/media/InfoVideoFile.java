package io.mediarunner.core.media;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskWarning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code info_video.json}: what the platform reads to import the results of a task. */
public final class InfoVideoFile {
  private static final String NAME = "info_video.json";

  private InfoVideoFile() {}

  /** Writes it into a folder of results. */
  public static void write(Path outputDir, Object content) throws IOException {
    Json.writePretty(outputDir.resolve(NAME), content);
  }

  /**
   * What the results lack, as it was written.
   *
   * @return empty also if there is no such file
   * @throws IOException if it cannot be read
   */
  public static List<TaskWarning> warnings(Path outputDir) throws IOException {
    Path file = outputDir.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    List<TaskWarning> warnings = new ArrayList<>();
    for (JsonNode warning : Json.read(file).path("warnings")) {
      warnings.add(
          new TaskWarning(
              warning.path("code").asText(),
              Optional.of(warning.path("param").asText()).filter(name -> !name.isEmpty()),
              warning.path("detail").asText()));
    }
    return warnings;
  }
}
