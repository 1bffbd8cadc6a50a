package io.mediarunner.core.store;

import io.mediarunner.core.database.Statements;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A journal seen from outside of the runner that writes it. Reads whole states, also while that
 * runner works.
 */
public final class JournalFile {
  private static final int BUSY_MILLIS = 5000;

  private JournalFile() {}

  /**
   * Copies a journal as it is at one moment, with what its write-ahead log holds, into one file
   * ({@code VACUUM INTO}), and checks the copy.
   *
   * @param target must not exist
   * @return number of tasks in the copy
   * @throws StoreException if the journal cannot be read or the copy not be written
   */
  public static int copy(Path journal, Path target) {
    try (Connection connection = open(journal);
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, target.toString());
      vacuum.execute();
    } catch (SQLException e) {
      throw new StoreException("cannot copy " + journal + " to " + target + ": " + said(e), e);
    }
    return check(target);
  }

  /**
   * Checks the file itself.
   *
   * @return number of tasks
   * @throws StoreException if it is no journal or damaged
   */
  public static int check(Path journal) {
    try (Connection connection = open(journal);
        Statement statement = connection.createStatement()) {
      Statements.requireSound(statement, "journal " + journal);
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM task")) {
        return row.next() ? row.getInt(1) : 0;
      }
    } catch (SQLException e) {
      throw new StoreException(journal + " is no sound journal: " + said(e), e);
    }
  }

  /**
   * Tasks that a cleanup would remove, oldest first: ended before a moment, and told to the
   * Manager.
   */
  public static List<TaskStore.Expired> expired(Path journal, Instant before) {
    List<TaskStore.Expired> expired = new ArrayList<>();
    try (Connection connection = open(journal);
        PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT task_id, ended_at FROM task WHERE ended_at<? AND state NOT IN (?, ?)
                  AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.task_id=task.task_id)
                  ORDER BY ended_at, task_id
                """)) {
      query.setLong(1, before.toEpochMilli());
      query.setString(2, TaskState.ACCEPTED.name());
      query.setString(3, TaskState.RUNNING.name());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          expired.add(
              new TaskStore.Expired(
                  new TaskId(row.getString("task_id")),
                  Instant.ofEpochMilli(row.getLong("ended_at"))));
        }
      }
    } catch (SQLException e) {
      throw new StoreException("cannot read " + journal + ": " + said(e), e);
    }
    return expired;
  }

  /** Those of some tasks that a journal does not have. */
  public static List<TaskId> unknown(Path journal, List<TaskId> tasks) {
    List<TaskId> unknown = new ArrayList<>();
    try (Connection connection = open(journal);
        PreparedStatement query =
            connection.prepareStatement("SELECT 1 FROM task WHERE task_id=?")) {
      for (TaskId id : tasks) {
        query.setString(1, id.value());
        try (ResultSet row = query.executeQuery()) {
          if (!row.next()) {
            unknown.add(id);
          }
        }
      }
      return unknown;
    } catch (SQLException e) {
      throw new StoreException("cannot read " + journal + ": " + said(e), e);
    }
  }

  private static Connection open(Path journal) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + journal);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout=" + BUSY_MILLIS);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  private static String said(SQLException e) {
    return Optional.ofNullable(e.getMessage()).orElse("unknown");
  }
}
