package io.mediarunner.core.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a database, one after another. Each is watched, and refused while the storage cannot
 * be used. One thread at a time.
 */
public final class Changes {
  private final Connection connection;
  private final Statements statements;
  private final WriteWatch watch;
  private final Supplier<Optional<String>> storage;
  private boolean inTransaction;

  /**
   * @param watch notified of every change
   * @param storage why the storage cannot be used now, empty if it can; asked before every change
   */
  public Changes(
      Connection connection,
      Statements statements,
      WriteWatch watch,
      Supplier<Optional<String>> storage) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.statements = Objects.requireNonNull(statements, "statements");
    this.watch = Objects.requireNonNull(watch, "watch");
    this.storage = Objects.requireNonNull(storage, "storage");
  }

  /** Why nothing can be written now, for an operator; empty if it can. Touches the disk. */
  public Optional<String> storageProblem() {
    return storage.get();
  }

  /** Whether a {@link #transaction} is under way, to which all changes belong. */
  public boolean inTransaction() {
    return inTransaction;
  }

  /**
   * Carries out one statement, within the transaction that is under way or on its own.
   *
   * @throws StoreException if it could not be written
   */
  public void update(String sql, @Nullable Object... values) {
    boolean alone = !inTransaction; // else the transaction is the write
    if (alone) {
      requireStorage();
      watch.beforeWrite();
    }
    statements.update(sql, values);
    if (alone) {
      watch.afterWrite();
    }
  }

  /**
   * Makes the changes of some work one: all of them are on disk afterwards, or none.
   *
   * @throws StoreException if they could not be written
   */
  public void transaction(Runnable work) {
    requireStorage();
    watch.beforeWrite();
    try {
      connection.setAutoCommit(false);
      inTransaction = true;
      try {
        work.run();
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollBack(e);
        throw e;
      } finally {
        inTransaction = false;
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw statements.failed(e);
    }
    watch.afterWrite();
  }

  /** SQLite rolls back some failures by itself, such as a full disk, and then a rollback fails. */
  private void rollBack(Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void requireStorage() {
    storage
        .get()
        .ifPresent(
            problem -> {
              throw new StorageUnavailableException("STORAGE_DIR: " + problem);
            });
  }
}
