package io.mediarunner.core.fleet;

import io.mediarunner.core.database.Statements;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.task.TaskId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The ledger of all encodes that are shared: every lease is on disk when the method that changed it
 * returns. Safe on any thread, one call at a time. Every method throws {@link StoreException} if
 * the file cannot be read or written, and has then changed nothing.
 */
public final class FleetStore implements AutoCloseable {
  private static final int VERSION = 1;

  private final Connection connection;
  private final Path file;
  private final Statements statements;

  private FleetStore(Connection connection, Path file) {
    this.connection = connection;
    this.file = file;
    this.statements = new Statements(connection, file, bad -> {});
  }

  /**
   * Opens the ledger, creating it if necessary.
   *
   * @param file the database file; its folder must exist
   * @throws io.mediarunner.core.database.JournalDamagedException if the file is damaged
   * @throws StoreException also if a newer version wrote it
   */
  public static FleetStore open(Path file) {
    Connection connection = Statements.connect(file, "fleet", opened -> migrate(opened, file));
    return new FleetStore(connection, file);
  }

  private static void migrate(Connection connection, Path file) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      if (version > VERSION) {
        throw new StoreException(
            "fleet " + file + " was written by a newer version of Media Runner: start that version",
            null);
      }
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS encode (
            task_id TEXT PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            pieces INTEGER NOT NULL,
            created_at INTEGER NOT NULL) STRICT
          """);
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS lease (
            task_id TEXT NOT NULL,
            piece INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            owner TEXT NOT NULL,
            claimed_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            PRIMARY KEY (task_id, piece, generation)) STRICT
          """);
      statement.execute("PRAGMA user_version=" + VERSION);
    }
  }

  /**
   * The leases of an encode, as they were left. Those of a different encode of the same task are
   * forgotten.
   *
   * @param fingerprint of everything that the video depends on
   */
  public synchronized LeaseTable table(
      TaskId taskId, String fingerprint, PiecePlan plan, FleetRules rules, Clock clock) {
    Objects.requireNonNull(fingerprint, "fingerprint");
    boolean same =
        statements
            .query(
                "SELECT fingerprint, pieces FROM encode WHERE task_id=?",
                row -> row.getString(1) + row.getInt(2),
                taskId.value())
            .contains(fingerprint + plan.pieces().size());
    if (!same) {
      forget(taskId);
      statements.update(
          "INSERT INTO encode (task_id, fingerprint, pieces, created_at) VALUES (?, ?, ?, ?)",
          taskId.value(),
          fingerprint,
          plan.pieces().size(),
          clock.millis());
    }
    List<Lease> kept =
        statements.query(
            "SELECT * FROM lease WHERE task_id=? ORDER BY piece, generation",
            FleetStore::lease,
            taskId.value());
    return new LeaseTable(plan, rules, changed -> write(taskId, changed), clock, kept);
  }

  private static Lease lease(ResultSet row) throws SQLException {
    return new Lease(
        new LeaseToken(row.getInt("piece"), row.getInt("generation")),
        row.getString("owner"),
        Instant.ofEpochMilli(row.getLong("claimed_at")),
        Instant.ofEpochMilli(row.getLong("expires_at")),
        LeaseState.valueOf(row.getString("state")));
  }

  private synchronized void write(TaskId taskId, List<Lease> changed) {
    transaction(
        () ->
            changed.forEach(
                lease ->
                    statements.update(
                        """
                        INSERT OR REPLACE INTO lease
                          (task_id, piece, generation, owner, claimed_at, expires_at, state)
                          VALUES (?, ?, ?, ?, ?, ?, ?)
                        """,
                        taskId.value(),
                        lease.token().piece(),
                        lease.token().generation(),
                        lease.owner(),
                        lease.claimedAt().toEpochMilli(),
                        lease.expiresAt().toEpochMilli(),
                        lease.state().name())));
  }

  /** Forgets an encode: it is joined, or will not go on. */
  public synchronized void forget(TaskId taskId) {
    transaction(
        () -> {
          statements.update("DELETE FROM lease WHERE task_id=?", taskId.value());
          statements.update("DELETE FROM encode WHERE task_id=?", taskId.value());
        });
  }

  /** Forgets encodes that nobody has come back to. */
  public synchronized void forgetBefore(Instant moment) {
    statements
        .query(
            "SELECT task_id FROM encode WHERE created_at<?",
            row -> row.getString(1),
            moment.toEpochMilli())
        .forEach(id -> forget(new TaskId(id)));
  }

  private void transaction(Runnable changes) {
    try {
      connection.setAutoCommit(false);
      try {
        changes.run();
        connection.commit();
      } catch (RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw statements.failed(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("fleet " + file + ": " + e.getMessage(), e);
    }
  }
}
