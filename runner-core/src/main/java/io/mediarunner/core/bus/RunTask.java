package io.mediarunner.core.bus;

import io.mediarunner.core.task.TaskRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Command: do this task. It is in the journal already.
 *
 * @param instance 0-based number of the instance whose slot it holds
 * @param attempt from 1; together with the task id it names this try
 * @param request what the Manager sent
 * @param trace the trace that the task belongs to and the step of it that sent the task, as the
 *     header {@code traceparent} has it (W3C Trace Context, section 3.2); empty if there is none
 */
public record RunTask(int instance, int attempt, TaskRequest request, Optional<String> trace)
    implements BusMessage {
  private static final Pattern TRACE =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  /**
   * @throws NullPointerException if {@code request} or {@code trace} is null
   * @throws IllegalArgumentException if {@code trace} is of another form
   */
  public RunTask {
    Objects.requireNonNull(request, "request");
    if (!trace.map(RunTask::isTrace).orElse(true)) {
      throw new IllegalArgumentException("trace: not a traceparent");
    }
  }

  /** Of no trace. */
  public RunTask(int instance, int attempt, TaskRequest request) {
    this(instance, attempt, request, Optional.empty());
  }

  /** Whether a text has the form of {@link #trace}. */
  public static boolean isTrace(String text) {
    return TRACE.matcher(text).matches();
  }
}
