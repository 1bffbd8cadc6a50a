package io.mediarunner.core.database;

import org.jspecify.annotations.Nullable;

/** The file of the journal is not a sound database. */
public final class JournalDamagedException extends StoreException {
  private static final long serialVersionUID = 1L;

  public JournalDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
