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
 * Identifies a program that may outlive the runner, in a file next to its work. A later runner that
 * finds it alive adopts it instead of starting over.
 */
final class PidFile {
  /** Name of the file. */
  static final String NAME = "process.json";

  private PidFile() {}

  /** Writes the file of a program that has just started. */
  static void write(Path file, ProcessIdentity process) throws IOException {
    Objects.requireNonNull(process, "process");
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.writeString(
        temporary,
        Json.text(Map.of("pid", process.pid(), "started_at", process.startedAt().toString())));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The process that a file names; empty if there is no readable file. */
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

  /** The processes that the files in a folder's subfolders name. */
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
