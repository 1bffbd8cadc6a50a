package io.mediarunner.core.transcription.translation;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.process.ProcessSpec;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.process.sandbox.Box;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A site's own program: {@code program FROM TO INPUT OUTPUT}. INPUT is a JSON file with an array of
 * sentences; the program writes an array of the same length to OUTPUT. Exit code 0 means success;
 * its other output is only for people.
 */
public final class CommandTranslator implements Translator {
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Path program;
  private final Duration limit;

  /**
   * @param limit after which it is terminated
   */
  public CommandTranslator(Path program, Duration limit) {
    this.program = Objects.requireNonNull(program, "program");
    this.limit = Objects.requireNonNull(limit, "limit");
  }

  @Override
  public String name() {
    return program.getFileName().toString();
  }

  @Override
  public List<String> translate(
      List<String> sentences, String from, String to, TaskProcesses tools, Path folder)
      throws IOException, TaskFailedException {
    Path input = folder.resolve("sentences.json");
    Path output = folder.resolve("translated.json");
    Path toolLog = folder.resolve("translation.log");
    Files.writeString(input, Json.text(sentences));
    Files.deleteIfExists(output);
    ProcessExit exit;
    try {
      exit =
          tools.run(
              new ProcessSpec(
                      List.of(program.toString(), from, to, input.toString(), output.toString()),
                      folder,
                      Map.of(),
                      toolLog,
                      toolLog,
                      limit,
                      GRACE,
                      0)
                  .in(Box.LIMITED));
    } catch (TaskFailedException e) {
      if (e.failure().code() == FailureCode.TOOL_MISSING) {
        throw new IOException(program.getFileName() + " cannot be started", e);
      }
      throw e;
    }
    if (exit instanceof ProcessExit.NonZero failed) {
      throw new IOException(program.getFileName() + " exited with code " + failed.exitCode());
    }
    if (!Files.isRegularFile(output)) {
      throw new IOException(program.getFileName() + " wrote no output");
    }
    return strings(Json.read(output, Limits.RESULT), sentences.size(), name());
  }

  /** An array of strings, of exactly the expected length. */
  static List<String> strings(JsonNode json, int expected, String who) throws IOException {
    if (json == null || !json.isArray() || json.size() != expected) {
      throw new IOException(who + " did not return an array of " + expected + " sentences");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : json) {
      if (!text.isTextual()) {
        throw new IOException(who + " returned an array with elements that are not text");
      }
      texts.add(text.asText());
    }
    return texts;
  }
}
