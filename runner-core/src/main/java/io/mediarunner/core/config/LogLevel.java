package io.mediarunner.core.config;

/** Log levels, lowest first, under the names that operators of the runner know. */
public enum LogLevel {
  DEBUG,
  INFO,
  WARNING,
  ERROR,
  /** Not told apart from {@link #ERROR} by the logger. */
  CRITICAL
}
