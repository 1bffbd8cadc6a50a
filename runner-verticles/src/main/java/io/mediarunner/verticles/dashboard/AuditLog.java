package io.mediarunner.verticles.dashboard;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who did what on the page: one line each, to a logger with its own file. */
public final class AuditLog {
  /** The logger's name. */
  public static final String NAME = "io.mediarunner.audit";

  private static final Logger log = LoggerFactory.getLogger(NAME);

  private AuditLog() {}

  /**
   * @param session a name for it, see {@link LoginSessions#shortName}
   * @param subject target of the action, such as {@code task=t1}; empty for the whole runner
   */
  static void write(String action, String subject, String from, String session, String result) {
    log.info(
        "action={} {}{}from={} session={} result={}",
        action,
        subject,
        subject.isEmpty() ? "" : " ",
        from,
        session,
        result);
  }
}
