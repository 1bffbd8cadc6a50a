package io.mediarunner.core.database;

/**
 * The journal was not written because its storage is not the one that was opened, or is read-only.
 * Trying again helps once the storage is back.
 */
public final class StorageUnavailableException extends StoreException {
  private static final long serialVersionUID = 1L;

  public StorageUnavailableException(String message) {
    super(message, null);
  }
}
