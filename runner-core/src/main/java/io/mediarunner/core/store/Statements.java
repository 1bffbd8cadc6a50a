package io.mediarunner.core.store;

import io.mediarunner.core.error.Failure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads and writes through one connection to a journal, and interprets its columns. */
public final class Statements {
  private final Connection connection;
  private final Path file;
  private final Consumer<BadRowException> bad;

  /** Maps one row to a value. */
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * @param file for messages
   * @param bad gets rows that do not make sense, after the query that found them
   */
  public Statements(Connection connection, Path file, Consumer<BadRowException> bad) {
    this.connection = Objects.requireNonNull(connection, "connection");
    this.file = Objects.requireNonNull(file, "file");
    this.bad = Objects.requireNonNull(bad, "bad");
  }

  /**
   * Reads rows; those that do not make sense are left out.
   *
   * @throws StoreException if the journal cannot be read
   */
  public <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
    List<BadRowException> nonsense = new ArrayList<>();
    List<T> found = read(sql, reader, nonsense, values);
    if (nonsense.isEmpty()) {
      return found;
    }
    nonsense.forEach(bad);
    return read(sql, reader, nonsense, values); // a page is full again without them
  }

  private <T> List<T> read(
      String sql, RowReader<T> reader, List<BadRowException> nonsense, Object... values) {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        try {
          found.add(reader.read(rows));
        } catch (BadRowException e) {
          nonsense.add(e);
        }
      }
      return found;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** The file that it is about is what an operator needs to know. */
  public StoreException failed(SQLException e) {
    return new StoreException("journal " + file + ": " + e.getMessage(), e);
  }

  /**
   * @throws StoreException if the journal cannot be written
   */
  public void update(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = prepare(sql, values)) {
      statement.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
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
        : Optional.of(
            Failure.stored(code, Objects.requireNonNullElse(row.getString("failure_message"), "")));
  }
}
