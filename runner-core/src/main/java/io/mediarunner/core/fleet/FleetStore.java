package io.mediarunner.core.fleet;

import io.mediarunner.core.database.Changes;
import io.mediarunner.core.database.Migrations;
import io.mediarunner.core.database.Statements;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.database.WriteWatch;
import io.mediarunner.core.task.TaskId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The ledger of all encodes that are shared: every lease is on disk when the method that changed it
 * returns. Safe on any thread, one call at a time. Every method throws {@link StoreException} if
 * the file cannot be read or written, and has then changed nothing.
 */
public final class FleetStore implements AutoCloseable {
  private static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              """
              CREATE TABLE encode (
                task_id TEXT PRIMARY KEY,
                fingerprint TEXT NOT NULL,
                pieces INTEGER NOT NULL,
                created_at INTEGER NOT NULL) STRICT
              """,
              """
              CREATE TABLE lease (
                task_id TEXT NOT NULL,
                piece INTEGER NOT NULL,
                generation INTEGER NOT NULL,
                owner TEXT NOT NULL,
                claimed_at INTEGER NOT NULL,
                expires_at INTEGER NOT NULL,
                state TEXT NOT NULL,
                PRIMARY KEY (task_id, piece, generation)) STRICT
              """));

  private final Connection connection;
  private final Statements statements;
  private final Changes changes;

  private FleetStore(Connection connection, Path file) {
    this.connection = connection;
    this.statements = new Statements(connection, file, bad -> {});
    this.changes = new Changes(connection, statements, WriteWatch.NONE, Optional::empty);
  }

  /**
   * Opens the ledger, creating it if necessary.
   *
   * @param file the database file; its folder must exist
   * @throws io.mediarunner.core.database.JournalDamagedException if the file is damaged
   * @throws StoreException also if a newer version wrote it
   */
  public static FleetStore open(Path file) {
    Connection connection =
        Statements.connect(file, "fleet", new Migrations("fleet", file, MIGRATIONS));
    return new FleetStore(connection, file);
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
    changes.transaction(
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
    changes.transaction(
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

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw statements.failed(e);
    }
  }
}
