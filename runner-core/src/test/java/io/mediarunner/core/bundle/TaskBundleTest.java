package io.mediarunner.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.log.Masker;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskStore;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskBundleTest {
  private static final String TOKEN = "the-token-of-this-runner";
  private static final TaskId ID = new TaskId("t1");
  @TempDir private Path folder;

  @Test
  void fitsHoweverMuchTheLogsAndParametersHold() throws Exception {
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      parameters.put("p" + i, "\"\\\u0001".repeat(20));
    }
    Path output = Files.createDirectories(folder.resolve("t1/attempt-1/output"));
    Files.writeString(
        output.resolve("encoding.log"), "\u0001 \"é\" line of a log\n".repeat(200_000));
    Files.writeString(folder.resolve("runner.log"), "task=t1 something happened\n".repeat(100_000));

    String bundle = bundle(parameters);

    assertThat(bundle.getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(TaskBundle.MAX_BYTES);
    JsonNode json = Json.read(bundle);
    assertThat(json.path("task").path("code").asText()).isEqualTo("ENCODER_FAILED");
    assertThat(json.path("logs").path("attempt-1/output/encoding.log").asText())
        .contains("line of a log", "bytes left out");
  }

  @Test
  void holdsNoSecretWhereverItStands() throws Exception {
    Path output = Files.createDirectories(folder.resolve("t1/attempt-1/output"));
    Files.writeString(
        output.resolve("encoding.log"),
        "2026-01-01T00:00:00Z command: ffmpeg -headers Authorization: Bearer aB3xYz -i"
            + " https://u:pw12345@h/a.mp4?sig=s1gnature out.mp4\n"
            + TOKEN
            + "\n");
    Files.writeString(
        folder.resolve("runner.log"),
        "task=t1 X-API-Token: aB3xYz\nanother task of somebody: task=t2\n");

    String bundle =
        bundle(
            Map.of(
                "watermark",
                "https://h/logo.png?X-Amz-Signature=s1gnature",
                "api_key",
                "aB3xYz",
                "nested",
                List.of(Map.of("password", "aB3xYz", "note", "say " + TOKEN))));

    assertThat(bundle)
        .doesNotContain(TOKEN, "aB3xYz", "s1gnature", "pw12345", folder.toString(), "task=t2")
        .contains("https://h/logo.png?***", "ffmpeg -headers", "ENCODER_FAILED");
    assertThat(Json.read(bundle).path("commands")).hasSize(1);
  }

  @Test
  void isReadAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("b.json"), bundle(Map.of("rendition", "{}")));

    RecordedTask recorded = RecordedTask.read(file);

    assertThat(recorded.sourceName()).isEqualTo("lecture 1.mp4");
    assertThat(recorded.parameters()).containsEntry("rendition", "{}");
    assertThat(recorded.outcome().code()).contains("ENCODER_FAILED");
    assertThat(recorded.outcome().compare(recorded.outcome()).likeness())
        .isEqualTo(ReplayOutcome.Likeness.IDENTICAL);
  }

  private String bundle(Map<String, Object> parameters) throws Exception {
    try (TaskStore store = TaskStore.open(folder.resolve("runner.db"))) {
      store.accept(
          0,
          new TaskRequest(
              ID,
              "etab",
              "app",
              Optional.of("1"),
              "encoding",
              "https://u:pw12345@h/lecture 1.mp4?sig=s1gnature",
              Optional.empty(),
              parameters,
              "http://m/notify?sig=s1gnature",
              Optional.empty()),
          Instant.EPOCH);
      store.started(ID, 1, Instant.EPOCH);
      store.finish(
          ID,
          1,
          TaskOutcome.failed(
              new Failure(FailureCode.ENCODER_FAILED, "It broke."), Optional.empty()),
          Instant.EPOCH);
    }
    try (TaskHistory history = TaskHistory.open(folder.resolve("runner.db"))) {
      return new TaskBundle(
              folder,
              folder,
              Map.of("ffmpeg", "8.0"),
              Map.of("ENCODING_PRESET", "fast"),
              new Masker(List.of(new Secret(TOKEN))),
              Clock.systemUTC())
          .of(history, ID)
          .orElseThrow();
    }
  }
}
