package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes through one connection to the journal, and interprets its columns. */
final class Statements {
  private final Connection connection;

  /** Maps one row to a value. */
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  Statements(Connection connection) {
    this.connection = Objects.requireNonNull(connection, "connection");
  }

  /**
   * @throws StoreException if the journal cannot be read
   */
  <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reader.read(rows));
      }
      return found;
    } catch (SQLException e) {
      throw new StoreException("journal: " + e.getMessage(), e);
    }
  }

  /**
   * @throws StoreException if the journal cannot be written
   */
  void update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql, values)) {
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new StoreException("journal: " + e.getMessage(), e);
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  /** A column of milliseconds since 1970 that may be null. */
  static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** Why a task ended without results; empty if it did not. */
  static Optional<Failure> failure(ResultSet row) throws SQLException {
    String code = row.getString("failure_code");
    return code == null
        ? Optional.empty()
        : Optional.of(new Failure(FailureCode.valueOf(code), row.getString("failure_message")));
  }
}
