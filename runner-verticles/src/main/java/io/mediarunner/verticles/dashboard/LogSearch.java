package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.log.Masker;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.store.TaskHistory.Filter;
import io.mediarunner.core.workspace.TaskLogFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks for a text in the logs of the tasks that are kept, newest first. Stops after a while, and
 * says where: the next call continues there. Blocks its thread.
 */
final class LogSearch {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int LOG_BYTES = 4 << 20;
  private static final int LONGEST_LINE = 300;

  private final Path storageDir;
  private final Masker masker;

  LogSearch(Path storageDir, Masker masker) {
    this.storageDir = storageDir;
    this.masker = masker;
  }

  /**
   * A page of tasks.
   *
   * @param pages reads the page at a position
   * @param text what to look for, whatever the case
   * @param limit how many tasks to find, above 0
   * @return the {@code tasks} found, each with the first {@code line} that has the text; how many
   *     logs were {@code searched}; and the position to go on from, or null
   */
  JsonObject find(
      Function<Optional<String>, TaskHistory.Page> pages,
      Optional<String> after,
      String text,
      int limit) {
    String wanted = text.toLowerCase(Locale.ROOT);
    JsonArray found = new JsonArray();
    long begin = System.nanoTime();
    int searched = 0;
    Optional<String> at = after;
    do {
      TaskHistory.Page page = pages.apply(at);
      for (TaskHistory.Row row : page.rows()) {
        searched++;
        line(row, wanted).ifPresent(line -> found.add(TaskJson.of(row).put("line", line)));
      }
      at = page.next();
    } while (at.isPresent() && found.size() < limit && System.nanoTime() - begin < LIMIT.toNanos());
    return new JsonObject()
        .put("tasks", found)
        .put("searched", searched)
        .put("next", at.orElse(null));
  }

  /** Filter for the tasks whose logs are to be searched: the text is not looked for elsewhere. */
  static Filter withoutText(Filter filter) {
    return new Filter(
        filter.state(),
        filter.type(),
        filter.instance(),
        Optional.empty(),
        filter.cause(),
        filter.warned());
  }

  private Optional<String> line(TaskHistory.Row row, String wanted) {
    try {
      List<String> lines =
          new TaskLogFile(storageDir, row.request().taskId(), row.attempt())
              .tail(LOG_BYTES)
              .map(piece -> piece.text().lines().toList())
              .orElse(List.of());
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).contains(wanted))
          .map(masker::mask)
          .filter(line -> line.toLowerCase(Locale.ROOT).contains(wanted)) // not in what is hidden
          .findFirst()
          .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line);
    } catch (IOException e) {
      return Optional.empty(); // it is being removed
    }
  }
}
