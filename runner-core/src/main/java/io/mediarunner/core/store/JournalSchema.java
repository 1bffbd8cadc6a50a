package io.mediarunner.core.store;

import io.mediarunner.core.database.Migrations;
import io.mediarunner.core.database.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The journal's tables, version by version, and the guard against files of newer versions. */
final class JournalSchema {
  /** What each version of the schema adds to the previous one. */
  private static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              """
              CREATE TABLE task (
                task_id TEXT PRIMARY KEY,
                request TEXT NOT NULL,
                task_type TEXT NOT NULL,
                instance INTEGER NOT NULL,
                attempt INTEGER NOT NULL,
                state TEXT NOT NULL,
                stop_requested INTEGER NOT NULL DEFAULT 0,
                failure_code TEXT,
                failure_message TEXT,
                script_output TEXT,
                accepted_at INTEGER NOT NULL,
                started_at INTEGER,
                ended_at INTEGER) STRICT
              """,
              "CREATE INDEX task_state ON task (state)",
              """
              CREATE TABLE process (
                task_id TEXT NOT NULL,
                attempt INTEGER NOT NULL,
                pid INTEGER NOT NULL,
                started_at INTEGER NOT NULL,
                PRIMARY KEY (task_id, attempt, pid)) STRICT
              """,
              """
              CREATE TABLE outbox (
                task_id TEXT NOT NULL,
                attempt INTEGER NOT NULL,
                instance INTEGER NOT NULL,
                callback TEXT NOT NULL,
                body TEXT NOT NULL,
                tries INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                next_try_at INTEGER NOT NULL,
                last_error TEXT,
                parked INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (task_id, attempt)) STRICT
              """),
          List.of("ALTER TABLE task ADD COLUMN interruptions INTEGER NOT NULL DEFAULT 0"),
          List.of(
              """
              CREATE TABLE stage (
                task_id TEXT NOT NULL,
                stage TEXT NOT NULL,
                begun_at INTEGER NOT NULL,
                PRIMARY KEY (task_id, stage)) STRICT
              """),
          List.of(
              "ALTER TABLE process ADD COLUMN boot_id TEXT",
              "ALTER TABLE process ADD COLUMN start_ticks INTEGER",
              """
              CREATE TABLE quarantine (
                task_id TEXT NOT NULL,
                reason TEXT NOT NULL,
                at INTEGER NOT NULL,
                content TEXT NOT NULL) STRICT
              """,
              "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
              "INSERT INTO meta (name, value) VALUES ('data_version', 1)"),
          List.of(
              "ALTER TABLE outbox ADD COLUMN tried_ms INTEGER NOT NULL DEFAULT 0",
              "ALTER TABLE outbox ADD COLUMN tried_at INTEGER"),
          TaskSearch.DDL,
          FailureCauses.DDL,
          TaskSearch.WITH_ENDS);

  /** Raised when values appear that an earlier version would misread in the same schema. */
  private static final int DATA_VERSION = 1;

  private JournalSchema() {}

  /**
   * Brings the tables to this version.
   *
   * @throws StoreException if a newer version of Media Runner wrote them
   */
  static void migrate(Connection connection, Path file) throws SQLException {
    Migrations migrations = new Migrations("journal", file, MIGRATIONS);
    migrations.apply(connection);
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT value FROM meta WHERE name='data_version'")) {
      int version = row.next() ? row.getInt(1) : 0;
      if (version > DATA_VERSION) {
        throw migrations.newer("data of version", version, DATA_VERSION);
      }
    }
  }
}
