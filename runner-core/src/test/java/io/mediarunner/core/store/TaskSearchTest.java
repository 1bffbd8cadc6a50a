package io.mediarunner.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.store.TaskHistory.Filter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that are in nearly every task, and such of two letters. */
class TaskSearchTest {
  private static final int TASKS = 3 * TaskSearch.MANY / 2;
  private static final int FAILED_EVERY = 100;

  @TempDir private Path folder;
  private TaskHistory history;

  @BeforeEach
  void fill() throws Exception {
    Path file = folder.resolve("runner.db");
    TaskStore.open(file).close();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement row =
            connection.prepareStatement(
                "INSERT INTO task (task_id, request, task_type, instance, attempt, state,"
                    + " accepted_at) VALUES (?, ?, 'encoding', 0, 1, ?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < TASKS; i++) {
        String title = i == 1 ? "ends with xq" : i == 2 ? "Ümlaut ÉA" : "Lecture number " + i;
        row.setString(1, "t" + i);
        row.setString(
            2,
            "{\"source_url\": \"https://pod/"
                + i
                + "\", \"parameters\": {\"video_title\": \""
                + title
                + "\"}}");
        row.setString(3, i % FAILED_EVERY == 0 ? "FAILED" : "SUCCEEDED");
        row.setLong(4, i);
        row.executeUpdate();
      }
      connection.commit();
    }
    history = TaskHistory.open(file);
  }

  @AfterEach
  void close() {
    history.close();
  }

  private List<String> find(String state, String text) {
    Filter filter =
        new Filter(
            Optional.of(state).filter(name -> !name.isEmpty()),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.of(text));
    return history.page(filter, Optional.empty(), 200).rows().stream()
        .map(row -> row.request().taskId().value())
        .toList();
  }

  @Test
  void findsTheFewFailedOnesAmongManyWithTheSameText() {
    assertThat(find("failed", "lecture")).hasSize(TASKS / FAILED_EVERY).startsWith("t2900");
    assertThat(find("failed", "number 29")).containsExactly("t2900");
    assertThat(find("failed", "video_title")).as("a name, no text").isEmpty();
    assertThat(find("waiting", "lecture")).isEmpty();
  }

  @Test
  void findsTwoLettersAlsoAtTheEndOfTheLastText() {
    assertThat(find("", "xq")).containsExactly("t1");
    assertThat(find("", "XQ")).containsExactly("t1");
    assertThat(find("", "éa")).containsExactly("t2");
    assertThat(find("", "zz")).isEmpty();
    assertThat(find("failed", "le")).hasSize(TASKS / FAILED_EVERY);
    assertThat(find("", "le")).hasSize(200);
    assertThat(find("", "q")).contains("t1");
  }
}
