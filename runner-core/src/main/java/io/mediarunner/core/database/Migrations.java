package io.mediarunner.core.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Brings the tables of a database to this version, all at once or not at all. The version is kept
 * in the file (SQLite's {@code user_version}).
 */
public final class Migrations implements Statements.Migration {
  private final String name;
  private final Path file;
  private final List<List<String>> steps;

  /**
   * @param name of the database in messages, such as {@code journal}
   * @param file for messages
   * @param steps statements that lead from each version to the next, from 0
   */
  public Migrations(String name, Path file, List<List<String>> steps) {
    this.name = Objects.requireNonNull(name, "name");
    this.file = Objects.requireNonNull(file, "file");
    this.steps = List.copyOf(steps);
  }

  /**
   * @throws StoreException if a newer version of Media Runner wrote it
   */
  @Override
  public void apply(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.getInt(1);
      }
      if (version > steps.size()) {
        throw newer("schema", version, steps.size());
      }
      if (version == steps.size()) {
        return;
      }
      connection.setAutoCommit(false);
      for (List<String> step : steps.subList(version, steps.size())) {
        for (String ddl : step) {
          statement.execute(ddl);
        }
      }
      statement.execute("PRAGMA user_version=" + steps.size());
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /**
   * What to say of a database that this version does not understand.
   *
   * @param what it has, such as {@code schema}
   * @param version of that
   * @param known the highest version that is understood
   */
  public StoreException newer(String what, int version, int known) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "%s %s has %s %d, written by a newer version of Media Runner (this one knows %d): start"
                + " that version, or restore a backup",
            name,
            file,
            what,
            version,
            known),
        null);
  }
}
