package io.mediarunner.core.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Finds tasks by a part of any text of their request. An index of trigrams (SQLite's FTS5,
 * https://www.sqlite.org/fts5.html, section 4.3.5) keeps the time of a search from growing with the
 * journal. Triggers keep it in step with the table {@code task}, whoever changes that.
 */
final class TaskSearch {
  /** The index knows no shorter texts, in code points. */
  private static final int SHORTEST = 3;

  /** All texts of a request but the addresses of the Manager, which are the same in each. */
  private static final String TEXT =
      """
      (SELECT group_concat(atom, char(10)) FROM json_tree(
          CASE WHEN json_valid(%1$s.request) THEN %1$s.request ELSE json_quote(%1$s.request) END)
        WHERE type='text'
          AND (key IS NULL OR key NOT IN ('notify_url', 'completion_callback')))
      """;

  /** Creates the index, and fills it. Ids grow in the order in which tasks were accepted. */
  static final List<String> DDL =
      List.of(
          "CREATE TABLE task_number (id INTEGER PRIMARY KEY, task_id TEXT NOT NULL UNIQUE) STRICT",
          """
          CREATE VIRTUAL TABLE task_search USING fts5(
            text, content='', contentless_delete=1, tokenize='trigram')
          """,
          "INSERT INTO task_number (task_id) SELECT task_id FROM task ORDER BY accepted_at,"
              + " task_id",
          "INSERT INTO task_search (rowid, text) SELECT n.id, "
              + text("task")
              + " FROM task_number n JOIN task USING (task_id) ORDER BY n.id",
          """
          CREATE TRIGGER task_number_gone AFTER DELETE ON task_number BEGIN
            DELETE FROM task_search WHERE rowid=OLD.id;
          END
          """,
          """
          CREATE TRIGGER task_gone AFTER DELETE ON task BEGIN
            DELETE FROM task_number WHERE task_id=OLD.task_id;
          END
          """,
          // A task that is accepted again is replaced, and SQLite calls no trigger for what goes.
          """
          CREATE TRIGGER task_came AFTER INSERT ON task BEGIN
            DELETE FROM task_number WHERE task_id=NEW.task_id;
            INSERT INTO task_number (task_id) VALUES (NEW.task_id);
            INSERT INTO task_search (rowid, text)
              SELECT id,
          """
              + text("NEW")
              + " FROM task_number WHERE task_id=NEW.task_id; END");

  /**
   * That a hit is older than a task, given its id, its time of acceptance and its id; the task may
   * have been removed meanwhile.
   */
  static final String BEFORE =
      """
      task_search.rowid < COALESCE(
        (SELECT id FROM task_number WHERE task_id=?),
        (SELECT n.id + 1 FROM task t JOIN task_number n ON n.task_id=t.task_id
          WHERE (t.accepted_at, t.task_id) < (?, ?)
          ORDER BY t.accepted_at DESC, t.task_id DESC LIMIT 1),
        0)
      """;

  /**
   * The same index with a mark after the last text, so that it also has the last two letters of
   * that as the beginning of three.
   */
  static final List<String> WITH_ENDS =
      List.of(
          "DROP TRIGGER task_came",
          "INSERT INTO task_search (task_search) VALUES ('delete-all')",
          "INSERT INTO task_search (rowid, text) SELECT n.id, "
              + text("task")
              + " || char(10) FROM task_number n JOIN task USING (task_id) ORDER BY n.id",
          """
          CREATE TRIGGER task_came AFTER INSERT ON task BEGIN
            DELETE FROM task_number WHERE task_id=NEW.task_id;
            INSERT INTO task_number (task_id) VALUES (NEW.task_id);
            INSERT INTO task_search (rowid, text)
              SELECT id,
          """
              + text("NEW")
              + " || char(10) FROM task_number WHERE task_id=NEW.task_id; END");

  /** What the index has, for its reader: its own name of a table of this connection. */
  static final String TERMS =
      "CREATE VIRTUAL TABLE temp.task_terms USING fts5vocab(main, task_search, row)";

  /** More hits than that are looked for among the tasks that the other conditions leave. */
  static final int MANY = 2_000;

  private static final int SHORTEST_BEGINNING = 2;
  private static final int MOST_TERMS = 500;

  private TaskSearch() {}

  private static String text(String row) {
    return String.format(Locale.ROOT, TEXT, row);
  }

  /**
   * The query of the index that matches any text with a part, whatever its characters are.
   *
   * @param terms finds the terms of the index from one text on and before another one
   * @return empty if the index cannot tell
   */
  static Optional<String> query(String part, BiFunction<String, String, List<String>> terms) {
    int length = part.codePointCount(0, part.length());
    if (length >= SHORTEST) {
      return Optional.of(quoted(part));
    }
    if (length < SHORTEST_BEGINNING) {
      return Optional.empty();
    }
    String begin = part.toLowerCase(Locale.ROOT);
    List<String> found = terms.apply(begin, begin + Character.toString(Character.MAX_CODE_POINT));
    if (found.size() > MOST_TERMS) {
      return Optional.empty();
    }
    return Optional.of(
        found.isEmpty()
            ? quoted("\uE000\uE001\uE002") // for private use: no text has it
            : found.stream().map(TaskSearch::quoted).collect(Collectors.joining(" OR ")));
  }

  private static String quoted(String part) {
    return '"' + part.replace("\"", "\"\"") + '"';
  }

  /** Whether LIKE on a request finds at least what the index finds. */
  static boolean plain(String part) {
    return part.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\');
  }
}
