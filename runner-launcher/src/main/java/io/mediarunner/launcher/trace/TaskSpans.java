package io.mediarunner.launcher.trace;

import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.media.TaskTracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A span for each attempt at a task, below it one for each stage, below that one for each program.
 * None holds an address, a path or an argument: they may be secret.
 */
final class TaskSpans implements TaskTracing {
  private final Tracer tracer;

  TaskSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public TaskTrace begin(RunTask command) {
    String type = command.request().type().map(TaskType::wireName).orElse("unknown");
    Span task =
        tracer
            .spanBuilder("task " + type)
            .setParent(parent(command))
            .setAttribute("task.id", command.request().taskId().value())
            .setAttribute("task.type", type)
            .setAttribute("task.attempt", command.attempt())
            .setAttribute("runner.instance", command.instance())
            .startSpan();
    return new Steps(task);
  }

  private static Context parent(RunTask command) {
    return W3CTraceContextPropagator.getInstance()
        .extract(Context.root(), command, new TraceOfCommand());
  }

  /** Where the propagator finds what it calls a header. */
  private static final class TraceOfCommand implements TextMapGetter<RunTask> {
    @Override
    public Iterable<String> keys(RunTask command) {
      return List.of("traceparent");
    }

    @Override
    public @Nullable String get(@Nullable RunTask command, String key) {
      return command == null || !key.equals("traceparent") ? null : command.trace().orElse(null);
    }
  }

  private final class Steps implements TaskTrace {
    private final Span task;
    private final Context inTask;
    private Optional<Stage> stage = Optional.empty();
    private Optional<Span> stageSpan = Optional.empty();

    Steps(Span task) {
      this.task = task;
      this.inTask = Context.root().with(task);
    }

    @Override
    public synchronized void stage(Stage now) {
      if (!task.isRecording() || stage.filter(known -> known.compareTo(now) >= 0).isPresent()) {
        return; // a late message of an earlier stage
      }
      stageSpan.ifPresent(Span::end);
      stage = Optional.of(now);
      stageSpan =
          Optional.of(
              tracer
                  .spanBuilder("stage " + now.name().toLowerCase(Locale.ROOT))
                  .setParent(inTask)
                  .startSpan());
    }

    @Override
    public synchronized Consumer<ProcessExit> started(String program) {
      Span span =
          tracer
              .spanBuilder("program " + program)
              .setParent(stageSpan.map(inTask::with).orElse(inTask))
              .startSpan();
      return exit -> {
        if (!(exit instanceof ProcessExit.Done)) {
          span.setStatus(StatusCode.ERROR, exit.getClass().getSimpleName());
        }
        if (exit instanceof ProcessExit.NonZero code) {
          span.setAttribute("process.exit.code", code.exitCode());
        }
        span.end();
      };
    }

    @Override
    public synchronized void ended(TaskOutcome outcome) {
      outcome
          .failure()
          .ifPresent(
              failure -> {
                task.setAttribute("task.code", failure.code().name());
                task.setStatus(StatusCode.ERROR, failure.code().name());
                stageSpan.ifPresent(
                    span -> span.setStatus(StatusCode.ERROR, failure.code().name()));
              });
      stageSpan.ifPresent(Span::end);
      task.setAttribute("task.state", outcome.state().wireName());
      task.end();
    }
  }
}
