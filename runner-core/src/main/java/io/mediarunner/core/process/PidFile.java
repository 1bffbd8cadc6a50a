package io.mediarunner.core.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
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
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pid", process.pid());
    json.put("started_at", process.startedAt().toString());
    process
        .start()
        .ifPresent(
            start -> {
              json.put("boot_id", start.bootId());
              json.put("start_ticks", start.ticks());
            });
    Files.writeString(temporary, Json.text(json));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The process that a file names; empty if there is no readable file. */
  static Optional<ProcessIdentity> read(Path file) {
    try {
      JsonNode json = Json.read(file);
      return Optional.of(
          new ProcessIdentity(
              json.path("pid").asLong(),
              Instant.parse(json.path("started_at").asText()),
              json.path("start_ticks").isIntegralNumber() // not in files of earlier versions
                  ? Optional.of(
                      new KernelStart(
                          json.path("boot_id").asText(), json.path("start_ticks").asLong()))
                  : Optional.empty()));
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
