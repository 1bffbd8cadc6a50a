package io.mediarunner.core.fleet.helper;

import java.util.Locale;

/** The disk of this member is too full for the source. */
final class NoRoomException extends Exception {
  private static final long serialVersionUID = 1L;

  NoRoomException(long freeBytes) {
    super(String.format(Locale.ROOT, "its disk is full: %.1f GB are free", freeBytes / 1e9));
  }
}
