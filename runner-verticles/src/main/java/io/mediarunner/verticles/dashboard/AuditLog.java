package io.mediarunner.verticles.dashboard;

import io.mediarunner.verticles.dashboard.Sessions.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who did what on the page: one line each, to a logger with its own file. */
public final class AuditLog {
  /** The logger's name. */
  public static final String NAME = "io.mediarunner.audit";

  private static final Logger log = LoggerFactory.getLogger(NAME);

  private AuditLog() {}

  /**
   * @param subject target of the action, such as {@code task=t1}; empty for the whole runner
   */
  static void write(String action, String subject, String from, Session session, String result) {
    log.info(
        "action={} {}{}from={} session={} result={}",
        action,
        subject,
        subject.isEmpty() ? "" : " ",
        from,
        session.shortName(),
        result);
  }
}
