package io.mediarunner.core.database;

import io.mediarunner.core.error.Failure;
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

  /** Brings the tables of a database that was just opened to this version. */
  public interface Migration {
    void apply(Connection connection) throws SQLException;
  }

  /**
   * Opens a database that keeps what is committed when the machine loses power, creating it if
   * necessary.
   *
   * @param file its folder must exist
   * @param name of the database in messages, such as {@code journal}
   * @throws JournalDamagedException if the file is damaged
   * @throws StoreException if it cannot be opened for another reason
   */
  public static Connection connect(Path file, String name, Migration tables) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = connection.createStatement()) {
        requireSound(statement, name + " " + file);
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=FULL");
        statement.execute("PRAGMA busy_timeout=5000");
        tables.apply(connection);
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      String why = String.valueOf(e.getMessage());
      if (why.contains("[SQLITE_NOTADB]") || why.contains("[SQLITE_CORRUPT")) {
        throw new JournalDamagedException(name + " " + file + " is damaged: " + why, e);
      }
      throw new StoreException(name + " " + file + ": " + why, e);
    }
  }

  /**
   * Checks the file itself; takes a third of a second for a hundred thousand tasks.
   *
   * @param what it is, for messages
   * @throws JournalDamagedException if it is damaged
   */
  public static void requireSound(Statement statement, String what) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      String verdict = row.next() ? row.getString(1) : "";
      if (!verdict.equals("ok")) {
        throw new JournalDamagedException(what + " is damaged: " + verdict, null);
      }
    }
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
  public static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** Why a task ended without results; empty if it did not. */
  public static Optional<Failure> failure(ResultSet row) throws SQLException {
    String code = row.getString("failure_code");
    return code == null
        ? Optional.empty()
        : Optional.of(
            Failure.stored(code, Objects.requireNonNullElse(row.getString("failure_message"), "")));
  }
}
