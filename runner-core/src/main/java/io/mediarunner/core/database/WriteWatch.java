package io.mediarunner.core.database;

/**
 * Notified of every change of the journal, for tests that kill the runner at that point. Called on
 * the writing thread, which holds the journal meanwhile.
 */
public interface WriteWatch {
  /** Does nothing. */
  WriteWatch NONE =
      new WriteWatch() {
        @Override
        public void beforeWrite() {
          // nobody is listening
        }

        @Override
        public void afterWrite() {
          // nobody is listening
        }
      };

  /** A change is about to start; nothing of it is on disk. */
  void beforeWrite();

  /** The change is completely on disk; nobody knows of it yet. */
  void afterWrite();
}
