package io.mediarunner.core.database;

import org.jspecify.annotations.Nullable;

/** The journal could not be read or written; nothing was changed. */
public class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
