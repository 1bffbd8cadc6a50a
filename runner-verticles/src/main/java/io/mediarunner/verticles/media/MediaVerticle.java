package io.mediarunner.verticles.media;

import io.mediarunner.core.attempt.Attempt;
import io.mediarunner.core.attempt.AttemptContext;
import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.bus.Taken;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.database.StorageUnavailableException;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.process.ObservedProcesses;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.Stage;
import io.mediarunner.core.task.TaskCourse;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.workspace.Workspace;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs the tasks of one type off the bus. Deploy it with {@link #deployment}: as a worker verticle
 * with a small pool of its own, so that its handlers, stops among them, never wait behind an
 * attempt. Each attempt takes hours and runs on the executor that is named after the task type, one
 * thread for each slot. Handlers of a worker verticle run one at a time, so its fields need no
 * locks. The instances' slots decide how many attempts run at once.
 */
public final class MediaVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(MediaVerticle.class);

  private static final long JOURNAL_RETRY_MILLIS = 2_000;
  private static final long TOOLS_RETRY_MILLIS = 10_000;

  /** One runs the handlers, the other short blocking work such as taking results back. */
  private static final int HANDLER_THREADS = 2;

  private final TaskType type;
  private final IntFunction<AttemptContext> tools;
  private final TaskTracing tracing;
  private final Journal journal;
  private final Bus bus;
  private final Clock clock;
  private final Map<TaskId, Running> running = new HashMap<>();
  private final int slots;
  private final Duration limit;
  private WorkerExecutor attempts;
  private MessageConsumer<RunTask> commands;
  private ToolState toolState;
  private boolean tryingTools;
  private boolean stopping;

  /** A running task, when its stages started, and its last published progress. */
  private static final class Running {
    private final RunTask command;
    private final Attempt attempt;
    private final ProgressThrottle throttle;
    private final TaskTracing.TaskTrace trace;
    private final Map<Stage, Instant> stages = new EnumMap<>(Stage.class);
    private Optional<Long> sourceBytes = Optional.empty();
    private final SpeedSamples speeds = new SpeedSamples();
    private final Promise<Void> over = Promise.promise();

    /** Its end is known, but the journal cannot take it now. */
    private boolean waitsForJournal;

    Running(
        RunTask command, Attempt attempt, ProgressThrottle throttle, TaskTracing.TaskTrace trace) {
      this.command = command;
      this.attempt = attempt;
      this.throttle = throttle;
      this.trace = trace;
    }

    TaskId id() {
      return command.request().taskId();
    }

    TaskCourse course() {
      return new TaskCourse(stages, speeds.list(), sourceBytes);
    }
  }

  /**
   * @param type of the accepted tasks
   * @param tools for that type, by the number of the instance
   * @param slots how many attempts may run at once, above 0
   * @param limit how long one attempt may take before Vert.x reports its thread as blocked
   * @param tracing times the steps of each attempt
   */
  public MediaVerticle(
      TaskType type,
      IntFunction<AttemptContext> tools,
      int slots,
      Duration limit,
      TaskTracing tracing,
      Journal journal,
      Bus bus,
      Clock clock) {
    this.type = Objects.requireNonNull(type, "type");
    this.tools = Objects.requireNonNull(tools, "tools");
    this.tracing = Objects.requireNonNull(tracing, "tracing");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.slots = slots;
    this.toolState = new ToolState(type, true, "");
    this.limit = Objects.requireNonNull(limit, "limit");
  }

  /** How the verticle of a task type is deployed. */
  public static DeploymentOptions deployment(TaskType type) {
    return new DeploymentOptions()
        .setThreadingModel(ThreadingModel.WORKER)
        .setWorkerPoolName(type.wireName() + "-verticle")
        .setWorkerPoolSize(HANDLER_THREADS);
  }

  @Override
  public Future<?> start() {
    attempts =
        vertx.createSharedWorkerExecutor(
            type.wireName(), slots, limit.toMillis(), TimeUnit.MILLISECONDS);
    bus.consume(Addresses.TASK_STOP, message -> stop(message.body().taskId()));
    bus.consume(
        Addresses.STORAGE_STATE,
        message -> {
          if (!message.body().usable()) {
            interruptAll(); // nothing may be written to what is in its place
          }
        });
    bus.consume(Addresses.TOOL_STATE, message -> heard(message.body()));
    bus.consume(Addresses.ANNOUNCE_STATE, message -> publishToolState());
    publishToolState();
    commands = bus.consume(Addresses.run(type), this::take);
    return commands.completion();
  }

  /** Takes no new work, then hands running tasks back for the next start. */
  @Override
  public Future<?> stop() {
    return commands
        .unregister()
        .compose(
            unregistered -> {
              stopping = true;
              interruptAll();
              List<Running> left = List.copyOf(running.values());
              left.stream().filter(task -> task.waitsForJournal).forEach(MediaVerticle::leave);
              return Future.join(left.stream().map(task -> task.over.future()).toList())
                  .otherwiseEmpty();
            })
        .eventually(attempts::close);
  }

  private void interruptAll() {
    running.values().forEach(task -> task.attempt.stop(Failure.INTERRUPTED));
  }

  /** The next start finds it as interrupted, and settles it by what is on disk. */
  private static void leave(Running task) {
    task.over.tryComplete();
  }

  private void take(Message<RunTask> message) {
    RunTask command = message.body();
    TaskId id = command.request().taskId();
    bus.reply(message, new Taken(id));
    if (running.containsKey(id)) {
      return; // the same command twice is still one task
    }
    ProgressThrottle throttle = new ProgressThrottle(clock);
    TaskTracing.TaskTrace trace = tracing.begin(command);
    AttemptContext with = tools.apply(command.instance());
    Attempt attempt =
        new Attempt(
            command.request(),
            command.attempt(),
            with.with(ObservedProcesses.by(trace, with.processes())),
            progress -> {
              trace.stage(progress.stage());
              context.runOnContext(event -> progressed(id, progress));
            });
    Running task = new Running(command, attempt, throttle, trace);
    running.put(id, task);
    journal
        .started(id, command.attempt())
        .compose(started -> journal.find(id))
        .onComplete((record, cause) -> begin(task, record, cause));
  }

  private void begin(Running task, Optional<TaskRecord> record, Throwable cause) {
    if (cause instanceof StorageUnavailableException) {
      ended(task, TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty()));
      return;
    }
    if (cause != null) {
      log.error("cannot write the task's start to the journal: task={}", task.id(), cause);
      ended(task, TaskOutcome.failed(Failure.of(cause), Optional.empty()));
      return;
    }
    if (record.filter(known -> over(known, task.command)).isPresent()) {
      log.warn("a task that is over was sent once more: task={}", task.id());
      task.trace.ended(TaskOutcome.failed(Failure.INTERRUPTED, Optional.empty()));
      running.remove(task.id(), task);
      task.over.tryComplete();
      return;
    }
    if (record.filter(TaskRecord::stopRequested).isPresent()) {
      task.attempt.stop(Failure.CANCELLED); // requested before we listened
    }
    bus.publish(
        Addresses.TASK_EVENTS,
        new TaskEvent.Started(
            task.id(), task.command.instance(), task.command.attempt(), clock.instant()));
    attempts
        .executeBlocking(() -> run(task), false)
        .otherwise(error -> crashed(task, error))
        .onSuccess(outcome -> ended(task, outcome));
  }

  private static boolean over(TaskRecord known, RunTask command) {
    return known.state().terminal() || known.attempt() != command.attempt();
  }

  /** On a thread of the attempts' executor, for as long as the task takes. */
  private static TaskOutcome run(Running task) {
    MDC.put("task", task.id().value()); // what this thread logs is about this task
    MDC.put("instance", Integer.toString(task.command.instance()));
    try {
      return task.attempt.run();
    } finally {
      MDC.clear();
    }
  }

  /** An {@code Error}, such as memory that ran out, ends its attempt and frees the slot. */
  private static TaskOutcome crashed(Running task, Throwable error) {
    log.error("attempt crashed: task={}", task.id(), error);
    return TaskOutcome.failed(Failure.of(error), Optional.empty());
  }

  private void stop(TaskId id) {
    Running task = running.get(id);
    if (task != null) {
      log.info("stopping the task: task={}", id);
      task.attempt.stop(Failure.CANCELLED);
    }
  }

  private void progressed(TaskId id, Progress progress) {
    Running task = running.get(id);
    if (task == null) {
      return;
    }
    task.stages.putIfAbsent(progress.stage(), clock.instant());
    progress.transfer().ifPresent(transfer -> task.sourceBytes = Optional.of(transfer.bytes()));
    if (task.throttle.admits(progress)) {
      progress.speed().ifPresent(times -> task.speeds.add(clock.instant(), times));
      bus.publish(
          Addresses.TASK_EVENTS,
          new TaskEvent.Progressed(id, task.command.instance(), clock.instant(), progress));
    }
  }

  /**
   * First on disk, then announced. A task interrupted by the runner's shutdown, or because what the
   * runner stands on has given way, has not ended.
   */
  private void ended(Running task, TaskOutcome outcome) {
    task.trace.ended(outcome);
    Optional<Failure> failure = outcome.failure();
    if (failure.filter(Failure.TOOLS_BROKEN::equals).isPresent()) {
      toolsAre(Optional.of("a task has failed for their sake"));
      handBack(task, outcome);
    } else if (failure.filter(Failure.INTERRUPTED::equals).isPresent()) {
      handBack(task, outcome);
    } else {
      finish(task, outcome);
    }
  }

  private void handBack(Running task, TaskOutcome outcome) {
    journal
        .handBack(task.id(), task.command.attempt())
        .onSuccess(
            handedBack -> {
              if (handedBack) {
                log.info("task handed back, resumes later: task={}", task.id());
                running.remove(task.id());
                bus.publish(
                    Addresses.TASK_EVENTS,
                    new TaskEvent.HandedBack(task.id(), task.command.instance(), clock.instant()));
                task.over.tryComplete();
              } else {
                finish(task, outcome); // somebody asked to stop it
              }
            })
        .onFailure(cause -> retry(task, cause, () -> handBack(task, outcome)));
  }

  /** Retries if the journal cannot be written now. */
  private void finish(Running task, TaskOutcome outcome) {
    journal
        .finish(task.id(), task.command.attempt(), outcome, task.course())
        .compose(end -> takeBack(task, outcome, end).map(end))
        .onSuccess(
            end -> {
              running.remove(task.id());
              end.ifPresent(how -> announce(task, how));
              task.over.tryComplete();
            })
        .onFailure(cause -> retry(task, cause, () -> finish(task, outcome)));
  }

  private void retry(Running task, Throwable cause, Runnable again) {
    if (!(cause instanceof StorageUnavailableException) && !task.waitsForJournal) {
      log.error("cannot write the task's end to the journal, retrying: task={}", task.id(), cause);
    }
    task.waitsForJournal = true;
    if (stopping) {
      leave(task);
    } else {
      vertx.setTimer(JOURNAL_RETRY_MILLIS, timer -> again.run());
    }
  }

  /** What breaks the programs of one type may break those of another. */
  private void heard(ToolState state) {
    if (state.type() != type && !state.working() && toolState.working()) {
      tryTools();
    }
  }

  private void tryTools() {
    if (!tryingTools && !stopping) {
      tryingTools = true;
      vertx
          .executeBlocking(() -> tools.apply(0).tools().get(), false)
          .onComplete(tried -> tryingTools = false)
          .onSuccess(this::toolsAre)
          .onFailure(cause -> log.error("cannot test the programs of {}", type, cause));
    }
  }

  private void toolsAre(Optional<String> trouble) {
    boolean before = toolState.working();
    toolState = new ToolState(type, trouble.isEmpty(), trouble.orElse(""));
    if (before && !toolState.working()) {
      log.error("{} is not offered until its programs work: {}", type.wireName(), trouble.get());
    } else if (!before && toolState.working()) {
      log.info("{} is offered again: its programs work", type.wireName());
    }
    if (before != toolState.working()) {
      publishToolState();
    }
    if (trouble.isPresent()) {
      vertx.setTimer(TOOLS_RETRY_MILLIS, timer -> tryTools());
    }
  }

  private void publishToolState() {
    bus.publish(Addresses.TOOL_STATE, toolState);
  }

  /** A stop requested while the results appeared wins: they disappear again. */
  private Future<Void> takeBack(Running task, TaskOutcome outcome, Optional<TaskOutcome> end) {
    boolean overruled =
        outcome.failure().isEmpty() && end.filter(how -> how.failure().isPresent()).isPresent();
    if (!overruled) {
      return Future.succeededFuture();
    }
    return vertx
        .<Void>executeBlocking(
            () -> {
              Workspace.existing(
                      tools.apply(task.command.instance()).storageDir(),
                      task.id(),
                      task.command.attempt())
                  .unpublish();
              return null;
            },
            false)
        .onFailure(cause -> log.error("cannot withdraw the results: task={}", task.id(), cause))
        .otherwiseEmpty();
  }

  private void announce(Running task, TaskOutcome outcome) {
    log.info(
        "task ended: task={} state={} instance={}",
        task.id(),
        outcome.state().wireName(),
        task.command.instance());
    bus.publish(
        Addresses.TASK_EVENTS,
        new TaskEvent.Ended(
            task.id(),
            task.command.instance(),
            clock.instant(),
            outcome.state(),
            outcome.failure()));
  }
}
