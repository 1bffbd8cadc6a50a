package io.mediarunner.verticles;

import io.mediarunner.core.bus.Addresses;
import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.bus.StopTask;
import io.mediarunner.core.bus.Taken;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Progress;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.bus.Bus;
import io.mediarunner.verticles.store.Journal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Accepts encoding tasks and ends them when the test says so. */
public final class FakeTaskVerticle extends VerticleBase {
  private final Map<TaskId, RunTask> taken = new ConcurrentHashMap<>();
  private final Map<TaskId, Integer> times = new ConcurrentHashMap<>();
  private final Set<TaskId> stops = ConcurrentHashMap.newKeySet();
  private final Bus bus;
  private final Journal journal;

  public FakeTaskVerticle(Bus bus, Journal journal) {
    this.bus = bus;
    this.journal = journal;
  }

  @Override
  public Future<?> start() {
    bus.consume(Addresses.TASK_STOP, message -> stopped(message.body()));
    return bus.consume(
            Addresses.run(TaskType.ENCODING),
            message -> {
              RunTask command = message.body();
              taken.put(command.request().taskId(), command);
              times.merge(command.request().taskId(), 1, Integer::sum);
              bus.reply(message, new Taken(command.request().taskId()));
            })
        .completion();
  }

  private void stopped(StopTask stop) {
    stops.add(stop.taskId());
  }

  public boolean wasTaken(String id) {
    return taken.containsKey(new TaskId(id));
  }

  /** How often a task was accepted. */
  public int timesTaken(String id) {
    return times.getOrDefault(new TaskId(id), 0);
  }

  public boolean wasStopped(String id) {
    return stops.contains(new TaskId(id));
  }

  public void progress(String id, Progress progress) {
    RunTask command = taken.get(new TaskId(id));
    bus.publish(
        Addresses.TASK_EVENTS,
        new TaskEvent.Progressed(new TaskId(id), command.instance(), Instant.now(), progress));
  }

  /** Journals the end, then announces it, as the real ones do. */
  public Future<Void> end(String id, TaskOutcome outcome) {
    RunTask command = taken.get(new TaskId(id));
    return journal
        .finish(new TaskId(id), command.attempt(), outcome)
        .map(Optional::orElseThrow)
        .onSuccess(
            ended ->
                bus.publish(
                    Addresses.TASK_EVENTS,
                    new TaskEvent.Ended(
                        new TaskId(id),
                        command.instance(),
                        Instant.now(),
                        ended.state(),
                        ended.failure())))
        .mapEmpty();
  }
}
