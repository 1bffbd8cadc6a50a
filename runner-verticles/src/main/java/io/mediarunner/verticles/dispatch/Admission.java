package io.mediarunner.verticles.dispatch;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.DiskSpace;
import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.MemorySpace;
import io.mediarunner.core.bus.RunAgain;
import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.bus.StorageState;
import io.mediarunner.core.bus.Taken;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.database.StorageUnavailableException;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.machine.TaskBudget;
import io.mediarunner.core.store.TaskNotAcceptedException;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.store.TaskRecord;
import io.mediarunner.core.studio.StudioParameters;
import io.mediarunner.core.task.ParameterForm;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.core.task.TaskState;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.core.text.Quoted;
import io.mediarunner.core.transcription.TranscriptionParameters;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts tasks for one instance, which has one slot. Lives on the instance's event loop, so that
 * "test whether free, then take" cannot be interrupted.
 */
public final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);

  /** A restarting verticle first terminates the programs that it runs. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstanceConfig instance;
  private final Journal journal;
  private final Bus bus;
  private final Clock clock;
  private final Duration patience;
  private final Deque<RunTask> waiting = new ArrayDeque<>();
  private final Suspects suspects = new Suspects();
  private final TaskBudget budget;
  private Optional<TaskId> leased = Optional.empty();
  private String announced = "";
  private boolean draining;
  private boolean paused;
  private boolean diskFull;
  private boolean memoryShort;
  private boolean storageGone;
  private final Set<TaskType> broken = EnumSet.noneOf(TaskType.class);

  /**
   * @param budget of all instances
   */
  public Admission(
      InstanceConfig instance, Journal journal, Bus bus, Clock clock, TaskBudget budget) {
    this(instance, journal, bus, clock, budget, PATIENCE);
  }

  /**
   * @param patience how long an accepted task may wait for its verticle
   */
  Admission(
      InstanceConfig instance,
      Journal journal,
      Bus bus,
      Clock clock,
      TaskBudget budget,
      Duration patience) {
    this.budget = Objects.requireNonNull(budget, "budget");
    this.patience = Objects.requireNonNull(patience, "patience");
    this.instance = Objects.requireNonNull(instance, "instance");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.bus = Objects.requireNonNull(bus, "bus");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Call once, on the instance's event loop, before the first task. A running task gets the slot,
   * then tasks interrupted by a restart.
   *
   * @return done when they have it
   */
  public Future<Void> start() {
    budget.release(instance.number()); // of one that failed before
    bus.consume(Addresses.TASK_EVENTS, message -> heard(message.body()));
    bus.consume(
        Addresses.DRAIN,
        message -> {
          draining = true;
          announce();
        });
    bus.consume(
        Addresses.PAUSE,
        message -> {
          if (message.body().instance() == instance.number()) {
            pause(message.body().paused());
          }
        });
    bus.consume(Addresses.ANNOUNCE_STATE, message -> announce());
    bus.consume(Addresses.DISK_SPACE, message -> heard(message.body()));
    bus.consume(Addresses.MEMORY_SPACE, message -> heard(message.body()));
    bus.consume(Addresses.INSTANCE_AVAILABILITY, message -> heard(message.body()));
    bus.consume(Addresses.STORAGE_STATE, message -> heard(message.body()));
    bus.consume(Addresses.TOOL_STATE, message -> heard(message.body()));
    bus.consume(Addresses.runAgain(instance.number()), this::again);
    announce();
    return journal
        .unfinished()
        .map(
            tasks -> {
              suspects.found(tasks);
              tasks.stream()
                  .filter(task -> task.instance() == instance.number())
                  .forEach(this::found);
              if (suspects.any()) {
                announce();
              }
              next();
              return null;
            });
  }

  private void found(TaskRecord task) {
    if (task.state() == TaskState.RUNNING) {
      lease(Optional.of(task.request().taskId()));
    } else {
      waiting.add(new RunTask(instance.number(), task.attempt(), task.request()));
    }
  }

  /**
   * Stops taking tasks, or takes them again. The task in the slot continues. Call it on the
   * instance's event loop.
   */
  public void pause(boolean pause) {
    if (paused != pause) {
      paused = pause;
      log.info("{}: instance={}", pause ? "paused" : "resumed", instance.number());
      announce();
      next();
    }
  }

  private void heard(DiskSpace disk) {
    if (diskFull == disk.enough()) { // a change
      diskFull = !disk.enough();
      announce();
      next();
    }
  }

  private void heard(MemorySpace memory) {
    if (memoryShort == memory.enough()) { // a change
      memoryShort = !memory.enough();
      announce();
      next();
    }
  }

  /** Another instance has taken or ended a task, and all share one machine. */
  private void heard(InstanceAvailability other) {
    if (other.instance() != instance.number() && !announced.equals(unavailableReason())) {
      announce();
      next();
    }
  }

  private void heard(StorageState storage) {
    if (storageGone == storage.usable()) { // a change
      storageGone = !storage.usable();
      announce();
      next();
    }
  }

  private void heard(ToolState tools) {
    boolean changed = tools.working() ? broken.remove(tools.type()) : broken.add(tools.type());
    if (changed) {
      announce();
      next();
    }
  }

  /** The task types that can be carried out now, in the order of the settings. */
  public List<TaskType> offered() {
    return instance.taskTypes().stream().filter(type -> !broken.contains(type)).toList();
  }

  private boolean works(TaskRequest request) {
    return request.type().filter(broken::contains).isEmpty();
  }

  private void next() {
    if (obstacle().isEmpty() && leased.isEmpty()) {
      waiting.stream()
          .filter(command -> works(command.request()))
          .filter(command -> suspects.mayRun(command.request().taskId()))
          .filter(command -> !memoryShort && budget.tryTake(instance.number()))
          .findFirst()
          .ifPresent(
              command -> {
                waiting.remove(command);
                lease(Optional.of(command.request().taskId()));
                begin(command);
              });
    }
  }

  /** Whether {@link #admit} would accept a task now. */
  public boolean available() {
    return unavailableReason().isEmpty();
  }

  /**
   * Why not available: {@code draining}, {@code paused}, {@code storage}, {@code tools}, {@code
   * disk}, {@code task}, {@code suspect}, {@code cpu}, {@code memory} or {@code gpu}, the first
   * that applies; empty if available.
   */
  public String unavailableReason() {
    if (!obstacle().isEmpty()) {
      return obstacle();
    }
    if (leased.isPresent()) {
      return "task";
    }
    if (suspects.any()) {
      return "suspect";
    }
    String lacking = budget.full(instance.number());
    return lacking.isEmpty() && memoryShort ? "memory" : lacking;
  }

  /** Why no task may start here, whichever it is; empty if one may. */
  private String obstacle() {
    if (draining) {
      return "draining";
    }
    if (paused) {
      return "paused";
    }
    if (storageGone) {
      return "storage";
    }
    if (offered().isEmpty()) {
      return "tools";
    }
    if (diskFull) {
      return "disk";
    }
    return "";
  }

  /** The task that holds the slot. */
  public Optional<TaskId> leasedTo() {
    return leased;
  }

  /**
   * Accepts a task: leases the slot, journals the task, and sends it to the verticle of its type. A
   * task that cannot be carried out is accepted too, and fails at once with the reason.
   *
   * @return done once the task is in the journal; fails with {@link RunnerBusyException} if the
   *     slot is leased or the task is running elsewhere
   */
  public Future<Void> admit(TaskRequest request) {
    return admit(request, Optional.empty());
  }

  /**
   * The same for a task that belongs to a trace.
   *
   * @param trace as in {@link RunTask}
   */
  public Future<Void> admit(TaskRequest request, Optional<String> trace) {
    TaskId id = request.taskId();
    if (!available() || !works(request) || !budget.tryTake(instance.number())) {
      return Future.failedFuture(new RunnerBusyException());
    }
    lease(Optional.of(id));
    Future<Integer> accepted =
        journal
            .accept(instance.number(), request)
            .onFailure(cause -> lease(Optional.empty()))
            .recover(
                cause ->
                    Future.failedFuture(
                        cause instanceof TaskNotAcceptedException
                                || cause instanceof StorageUnavailableException
                            ? new RunnerBusyException()
                            : cause));
    Future<Void> taken = accepted.mapEmpty();
    // Scheduled after the response, so that the caller gets it before the work starts.
    accepted.onSuccess(attempt -> begin(new RunTask(instance.number(), attempt, request, trace)));
    return taken;
  }

  private void again(Message<RunAgain> message) {
    TaskId id = message.body().taskId();
    journal
        .find(id)
        .compose(
            task ->
                task.filter(known -> known.state().terminal())
                    .map(known -> admit(known.request()))
                    .orElseGet(() -> Future.failedFuture(new RunnerBusyException())))
        .onSuccess(
            admitted -> {
              log.info("task runs again: task={} instance={}", id, instance.number());
              bus.reply(message, new Taken(id));
            })
        .onFailure(cause -> message.fail(1, String.valueOf(cause.getMessage())));
  }

  private void begin(RunTask command) {
    TaskRequest request = command.request();
    log.info(
        "task accepted: task={} type={} attempt={} instance={}",
        request.taskId(),
        request.taskType(),
        command.attempt(),
        instance.number());
    Optional<Failure> refusal = refusal(request);
    if (refusal.isPresent()) {
      end(command, refusal.get());
      return;
    }
    hand(command);
  }

  private void hand(RunTask command) {
    bus.request(Addresses.run(command.request().type().orElseThrow()), command, patience)
        .onFailure(cause -> notTaken(command, cause));
  }

  private void notTaken(RunTask command, Throwable cause) {
    TaskRequest request = command.request();
    if (draining && Bus.nobody(cause)) {
      return; // as good as not started: it is in the journal for the next start
    }
    if (Bus.unanswered(cause)) {
      handAgain(command);
      return;
    }
    log.error("no component took the task: task={}", request.taskId(), cause);
    end(command, nobody(cause, request));
  }

  /**
   * Time has passed in which nothing could answer: the machine was suspended, or all waited for a
   * disk. Whoever has the command may begin at any moment, so the task has not failed; that it is
   * there twice does no harm.
   */
  private void handAgain(RunTask command) {
    TaskId id = command.request().taskId();
    journal
        .find(id)
        .onSuccess(
            task ->
                task.filter(known -> known.state() == TaskState.ACCEPTED)
                    .filter(known -> known.attempt() == command.attempt())
                    .filter(known -> leased.equals(Optional.of(id)))
                    .ifPresent(
                        known -> {
                          log.warn("the task waits for its component: task={}", id);
                          hand(command);
                        }))
        .onFailure(trouble -> hand(command));
  }

  private static Failure nobody(Throwable cause, TaskRequest request) {
    return Bus.nobody(cause)
        ? new Failure(
            FailureCode.TASK_TYPE_NOT_SUPPORTED,
            String.format(
                Locale.ROOT,
                "This version of the runner does not support %s tasks yet.",
                request.taskType()))
        : Failure.of(cause);
  }

  /** Why this request can never be carried out here; known before any work. */
  private Optional<Failure> refusal(TaskRequest request) {
    Optional<TaskType> type = request.type();
    if (type.isEmpty()) {
      return Optional.of(
          new Failure(
              FailureCode.TASK_TYPE_UNKNOWN,
              "No handler found for task type: " + Quoted.of(request.taskType())));
    }
    if (!instance.taskTypes().contains(type.get())) {
      return Optional.of(
          new Failure(
              FailureCode.TASK_TYPE_NOT_OFFERED,
              "This runner does not offer task type: " + Quoted.of(request.taskType())));
    }
    TreeSet<String> unknown = new TreeSet<>(request.parameters().keySet());
    unknown.removeAll(type.get().parameterNames());
    if (!unknown.isEmpty()) {
      return Optional.of(
          Failure.invalidParameters(request.taskType(), Quoted.of(String.join(", ", unknown))));
    }
    return invalid(type.get(), request);
  }

  private static Optional<Failure> invalid(TaskType type, TaskRequest request) {
    List<String> problems = new ArrayList<>(ParameterForm.problems(request.parameters()));
    Map<String, Object> sound = ParameterForm.sound(request.parameters());
    problems.addAll(
        switch (type) {
          case STUDIO -> StudioParameters.problems(sound);
          case TRANSCRIPTION -> TranscriptionParameters.problems(sound);
          case ENCODING -> List.of(); // its three are checked once the source is known
        });
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(Failure.invalidParameters(type.wireName(), String.join("; ", problems)));
  }

  private void end(RunTask command, Failure failure) {
    TaskId id = command.request().taskId();
    TaskOutcome outcome = TaskOutcome.failed(failure, Optional.empty());
    journal.finishAtLast(id, command.attempt(), outcome).onSuccess(end -> end.ifPresent(ended(id)));
  }

  private Consumer<TaskOutcome> ended(TaskId id) {
    return outcome ->
        bus.publish(
            Addresses.TASK_EVENTS,
            new TaskEvent.Ended(
                id, instance.number(), clock.instant(), outcome.state(), outcome.failure()));
  }

  private void heard(TaskEvent event) {
    if (event instanceof TaskEvent.Ended && suspects.ended(event.taskId())) {
      announce();
      next();
    }
    if (leased.filter(event.taskId()::equals).isEmpty()) {
      return;
    }
    if (event instanceof TaskEvent.Ended) {
      lease(Optional.empty());
      next();
    } else if (event instanceof TaskEvent.HandedBack && !draining) {
      goOn(event.taskId());
    }
  }

  /**
   * It keeps the slot: its verticle restarts, and then the task does. If it has to wait for its
   * programs, the slot is free for tasks of other types.
   */
  private void goOn(TaskId id) {
    journal
        .find(id)
        .onSuccess(
            task ->
                task.filter(known -> known.state() == TaskState.ACCEPTED)
                    .ifPresent(
                        known ->
                            goOn(new RunTask(instance.number(), known.attempt(), known.request()))))
        .onFailure(cause -> log.error("cannot resume the task: task={}", id, cause));
  }

  private void goOn(RunTask command) {
    if (works(command.request())) {
      begin(command);
    } else {
      waiting.addFirst(command);
      lease(Optional.empty());
      next();
    }
  }

  private void lease(Optional<TaskId> task) {
    leased = task;
    if (task.isPresent()) {
      budget.take(instance.number());
    } else {
      budget.release(instance.number());
    }
    announce();
  }

  private void announce() {
    announced = unavailableReason();
    bus.publish(
        Addresses.INSTANCE_AVAILABILITY,
        new InstanceAvailability(instance.number(), announced.isEmpty(), announced));
  }
}
