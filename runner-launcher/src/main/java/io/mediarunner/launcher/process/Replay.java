package io.mediarunner.launcher.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mediarunner.core.bundle.RecordedTask;
import io.mediarunner.core.bundle.ReplayOutcome;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.launcher.app.LocalTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Repeats a recorded task on a file of this machine. */
public final class Replay {
  private final RecordedTask recorded;
  private final Path folder;

  /**
   * @param folder for a copy of the source and the results
   */
  public Replay(RecordedTask recorded, Path folder) {
    this.recorded = recorded;
    this.folder = folder;
  }

  /**
   * Runs it; blocks the caller until it ends.
   *
   * @param source stands in for the recorded one, under whose name it is processed
   * @throws IOException if the source cannot be read or the folder not be written
   */
  public ReplayOutcome run(LocalTasks tasks, Path source, Consumer<Progress> progress)
      throws IOException {
    Path named = Files.createDirectories(folder.resolve("source")).resolve(recorded.sourceName());
    Files.deleteIfExists(named);
    Files.copy(source, named);
    Sources.Source found = Sources.of(List.of(named.toString())).get(0);
    TaskRequest request = LocalTask.request(recorded.type(), found, recorded.parameters());
    TaskOutcome outcome = tasks.run(request, found.local(), progress);
    Files.delete(named);
    if (outcome.failure().isPresent()) {
      return new ReplayOutcome(
          Optional.of(outcome.failure().get().code().name()), Map.of(), MissingNode.getInstance());
    }
    Map<String, String> hashes = new LinkedHashMap<>();
    for (JsonNode entry : Json.read(tasks.manifest(request)).path("entries")) {
      hashes.put(entry.path("file_path").asText(), entry.path("sha256").asText());
    }
    Path info = tasks.output(request).resolve("info_video.json");
    return new ReplayOutcome(
        Optional.empty(),
        hashes,
        Files.isRegularFile(info) ? Json.read(info) : MissingNode.getInstance());
  }
}
