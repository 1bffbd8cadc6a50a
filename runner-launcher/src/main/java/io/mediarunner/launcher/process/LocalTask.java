package io.mediarunner.launcher.process;

import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One source, as the request that a Manager would have sent. */
final class LocalTask {
  private static final int ID_BYTES = 12;

  private LocalTask() {}

  /**
   * The request. The same type, source and parameters give the same task id, so that a task that
   * was interrupted is found again.
   */
  static TaskRequest request(TaskType type, Sources.Source source, Map<String, Object> parameters) {
    return new TaskRequest(
        new TaskId(type.wireName() + "-" + digest(source.identity() + "\n" + parameters)),
        "",
        "process",
        Optional.empty(),
        type.wireName(),
        source.address(),
        Optional.empty(),
        parameters,
        "",
        Optional.empty());
  }

  /**
   * Parameters as written on the command line; each takes its value as text, also JSON and numbers.
   *
   * @throws IllegalArgumentException if one is not of the form {@code name=value}
   */
  static Map<String, Object> parameters(Iterable<String> given) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    for (String parameter : given) {
      int equals = parameter.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("--param: expected NAME=VALUE, was " + parameter);
      }
      parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
    }
    return parameters;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
