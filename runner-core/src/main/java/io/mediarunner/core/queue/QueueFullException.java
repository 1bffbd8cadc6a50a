package io.mediarunner.core.queue;

/** An application has as many waiting tasks as it may have. */
public final class QueueFullException extends Exception {
  private static final long serialVersionUID = 1L;

  QueueFullException(String application) {
    super("the queue of application " + application + " is full");
  }
}
