package io.mediarunner.launcher.upkeep;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.workspace.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * A backup: copies of journal and settings, and {@code backup.json}, which has the SHA-256 of each.
 * It is whole when that file exists.
 *
 * @param folder where it lies
 */
record BackupFolder(Path folder) {
  static final String JOURNAL = "runner.db";
  static final String SETTINGS = "settings.env";
  static final String DASHBOARD = "dashboard.token";
  static final String QUEUE = "queue.db";
  static final String APPLICATION = "application.token";

  /** What a folder of tasks has beside its journal. */
  static final List<String> TOKENS = List.of(DASHBOARD, APPLICATION);

  private static final List<String> ALL = List.of(JOURNAL, QUEUE, SETTINGS, DASHBOARD, APPLICATION);
  private static final String LIST = "backup.json";

  BackupFolder {
    Objects.requireNonNull(folder, "folder");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  Optional<Path> present(String name) {
    return Optional.of(file(name)).filter(Files::isRegularFile);
  }

  /** Lists what is in the folder now; after this, it counts as a backup. */
  void seal(Instant now, String version, int tasks) throws IOException {
    Map<String, String> sums = new LinkedHashMap<>();
    for (String name : ALL) {
      if (present(name).isPresent()) {
        sums.put(name, new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file(name)));
      }
    }
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("made_at", now.toString());
    list.put("version", version);
    list.put("tasks", tasks);
    list.put("sha256", sums);
    DurableFiles.write(file(LIST), Json.pretty(list));
  }

  /**
   * Compares the files with the list.
   *
   * @return when it was made, and by which version
   * @throws IOException if it is no backup, or a file is not what it was
   */
  String verify() throws IOException {
    if (!Files.isRegularFile(file(LIST))) {
      throw new IOException(folder + " is no backup: it has no " + LIST);
    }
    JsonNode list = Json.read(file(LIST));
    for (Map.Entry<String, JsonNode> entry : list.path("sha256").properties()) {
      String name = entry.getKey();
      if (!ALL.contains(name)
          || present(name).isEmpty()
          || !new DigestUtils(MessageDigestAlgorithms.SHA_256)
              .digestAsHex(file(name))
              .equals(entry.getValue().asText())) {
        throw new IOException(folder + " is damaged: " + name + " is not what was backed up");
      }
    }
    return list.path("made_at").asText() + " by version " + list.path("version").asText();
  }
}
