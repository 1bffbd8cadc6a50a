package io.mediarunner.core.media;

import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Path;

/** {@code info_video.json}: what the platform reads to import the results of a task. */
public final class InfoVideoFile {
  private static final String NAME = "info_video.json";

  private InfoVideoFile() {}

  /** Writes it into a folder of results. */
  public static void write(Path outputDir, Object content) throws IOException {
    Json.writePretty(outputDir.resolve(NAME), content);
  }
}
