package io.mediarunner.core.store;

/**
 * Told of every change of the journal, for tests that let the runner die just there. Called on the
 * writing thread, which holds the journal meanwhile.
 */
public interface WriteWatch {
  /** Hears nothing. */
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

  /** A change is about to begin; the disk has nothing of it. */
  void beforeWrite();

  /** The change is on disk whole; nobody knows of it yet. */
  void afterWrite();
}
