package io.mediarunner.core.transcription.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers how trials of the GPU went, for as long as engine, model and driver are the same. */
final class TrialCache {
  private static final Logger log = LoggerFactory.getLogger(TrialCache.class);
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

  private final Path file;
  private final Map<String, String> verdicts = new TreeMap<>();

  /**
   * @param file need not exist
   */
  TrialCache(Path file) {
    this.file = Objects.requireNonNull(file, "file");
    try {
      if (Files.isRegularFile(file)) {
        JsonNode json = Json.read(file);
        json.fieldNames().forEachRemaining(key -> verdicts.put(key, json.path(key).asText("")));
      }
    } catch (IOException e) {
      log.debug("the cache of GPU trials is unreadable: {}", e.toString()); // tried again
    }
  }

  interface Trial {
    String verdict() throws IOException;
  }

  /** The verdict about an engine and a model, from a trial if it is not known. */
  String verdict(String engine, String model, Trial trial) throws IOException {
    String key = engine + " | " + model + " | " + driver();
    String known = verdicts.get(key);
    if (known != null) {
      return known;
    }
    String verdict = trial.verdict();
    verdicts.put(key, verdict);
    write();
    return verdict;
  }

  private void write() {
    ObjectNode json = Json.object();
    verdicts.forEach(json::put);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, json.toString());
    } catch (IOException e) {
      log.warn("cannot store the result of the GPU trial: {}", e.toString());
    }
  }

  private static String driver() throws IOException {
    return Files.isReadable(DRIVER) ? Files.readString(DRIVER).lines().findFirst().orElse("") : "";
  }
}
