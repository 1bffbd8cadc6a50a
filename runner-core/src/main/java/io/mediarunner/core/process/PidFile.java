package io.mediarunner.core.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names a program that may outlive the runner, in a file beside its work. A later runner that finds
 * it alive goes on with it instead of beginning anew.
 */
final class PidFile {
  /** What a note's file is called. */
  static final String NAME = "process.json";

  private PidFile() {}

  /** Writes the note of a program that has just started. */
  static void write(Path file, ProcessIdentity process) throws IOException {
    Objects.requireNonNull(process, "process");
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(
        temporary,
        Json.text(Map.of("pid", process.pid(), "started_at", process.startedAt().toString())));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whom a note names; empty where there is none, or one that cannot be read. */
  static Optional<ProcessIdentity> read(Path file) {
    try {
      JsonNode json = Json.read(file);
      return Optional.of(
          new ProcessIdentity(
              json.path("pid").asLong(), Instant.parse(json.path("started_at").asText())));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Whom the notes in the folders of a folder name. */
  static Stream<ProcessIdentity> under(Path folder) {
    try (Stream<Path> folders = Files.list(folder)) {
      return folders
          .map(each -> read(each.resolve(NAME)))
          .flatMap(Optional::stream)
          .toList()
          .stream();
    } catch (IOException e) {
      return Stream.empty(); // there is no such folder
    }
  }
}
