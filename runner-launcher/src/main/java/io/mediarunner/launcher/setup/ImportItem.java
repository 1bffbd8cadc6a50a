package io.mediarunner.launcher.setup;

import java.util.Locale;
import java.util.Objects;

/**
 * One line of the report on a move.
 *
 * @param kind what becomes of it
 * @param subject key, file or program
 * @param text what an operator should know, without secrets
 */
record ImportItem(Kind kind, String subject, String text) {
  /** In the order of the report. */
  enum Kind {
    /** Taken over with its meaning. */
    CARRIED,
    /** Left out, or without effect here. */
    IGNORED,
    /** Something that a person has to do. */
    MISSING,
    /** Known to the new runner only as a fact. */
    NOTE;

    /** As it is shown. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  ImportItem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(text, "text");
  }
}
