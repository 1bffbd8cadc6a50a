package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.bus.InstanceAvailability;
import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.bus.StorageState;
import io.mediarunner.core.bus.TaskEvent;
import io.mediarunner.core.bus.ToolState;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.store.TaskHistory;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Folds bus events into the state that the page shows. Each method returns the change as JSON, for
 * browsers that have the previous state. One thread.
 */
final class LiveState {
  private static final String NOT_YET = "not yet registered";
  private final Map<InstanceConfig, String> silent;
  private final Map<TaskId, LiveTask> tasks = new LinkedHashMap<>();
  private final Map<Integer, Instance> instances = new TreeMap<>();
  private final Map<TaskType, String> broken = new EnumMap<>(TaskType.class);
  private Optional<String> lost = Optional.empty();

  /** State of one instance. */
  private static final class Instance {
    private final InstanceConfig config;
    private boolean available;
    private String reason = "starting";
    private boolean paused;
    private boolean registered;
    private boolean reachable = true;
    private String managerDetail = NOT_YET;

    Instance(InstanceConfig config) {
      this.config = config;
    }
  }

  LiveState(List<InstanceConfig> instances) {
    this(instances, Map.of());
  }

  /**
   * @param silent instances that do not listen, with the reason of each
   */
  LiveState(List<InstanceConfig> instances, Map<InstanceConfig, String> silent) {
    this.silent = Map.copyOf(silent);
    instances.forEach(config -> this.instances.put(config.number(), new Instance(config)));
  }

  /** Whether the programs of a task type work. */
  void heard(ToolState tools) {
    if (tools.working()) {
      broken.remove(tools.type());
    } else {
      broken.put(tools.type(), tools.detail());
    }
  }

  /** Whether the storage folder can be used. */
  void heard(StorageState storage) {
    lost = storage.usable() ? Optional.empty() : Optional.of(storage.detail());
  }

  /** Why, by task type, programs do not work. */
  Map<TaskType, String> broken() {
    return broken;
  }

  /** Why the storage folder cannot be used; empty if it can. */
  Optional<String> lost() {
    return lost;
  }

  /** Tasks that the journal had at startup. */
  void begin(List<TaskHistory.Row> unfinished) {
    unfinished.forEach(
        row -> {
          LiveTask task = task(row.request().taskId(), row.instance(), row.acceptedAt());
          task.described(row);
          if (row.startedAt().isPresent() && !task.running() && !row.state().terminal()) {
            row.startedAt()
                .filter(at -> row.state() == io.mediarunner.core.task.TaskState.RUNNING)
                .ifPresent(at -> task.started(row.attempt(), at));
          }
        });
  }

  /** The change caused by an event. */
  JsonObject heard(TaskEvent event) {
    if (event instanceof TaskEvent.Ended ended) {
      tasks.remove(ended.taskId());
      return new JsonObject().put("type", "gone").put("id", ended.taskId().value());
    }
    LiveTask task = task(event.taskId(), event.instance(), event.at());
    if (event instanceof TaskEvent.Started started) {
      task.started(started.attempt(), started.at());
    } else if (event instanceof TaskEvent.HandedBack) {
      task.handedBack(event.at());
    } else if (event instanceof TaskEvent.Progressed progressed) {
      if (!task.running()) { // it started before we did
        task.started(Math.max(1, task.attempt()), progressed.at());
      }
      task.progressed(progressed.progress(), progressed.at());
    }
    return change(task);
  }

  private LiveTask task(TaskId id, int instance, Instant at) {
    return tasks.computeIfAbsent(id, unknown -> new LiveTask(unknown, instance, at));
  }

  /** What the journal knows about a running task. */
  Optional<JsonObject> described(TaskHistory.Row row) {
    return Optional.ofNullable(tasks.get(row.request().taskId()))
        .map(
            task -> {
              task.described(row);
              return change(task);
            });
  }

  Optional<JsonObject> stopping(TaskId id) {
    return Optional.ofNullable(tasks.get(id))
        .map(
            task -> {
              task.stopping();
              return change(task);
            });
  }

  /** The latest line of a task's log. */
  Optional<JsonObject> said(TaskId id, String line) {
    return Optional.ofNullable(tasks.get(id))
        .filter(task -> task.said(line))
        .map(LiveState::change);
  }

  private static JsonObject change(LiveTask task) {
    return new JsonObject().put("type", "task").put("task", task.toJson());
  }

  JsonObject heard(InstanceAvailability availability) {
    Instance instance = instances.get(availability.instance());
    if (instance != null) {
      instance.available = availability.available();
      instance.reason = availability.reason();
    }
    return instanceChange();
  }

  JsonObject paused(int number, boolean paused) {
    Instance instance = instances.get(number);
    if (instance != null) {
      instance.paused = paused;
    }
    return instanceChange();
  }

  JsonObject heard(ManagerState state) {
    Instance instance = instances.get(state.instance());
    if (instance != null) {
      instance.registered = state.registered();
      instance.reachable = state.reachable();
      instance.managerDetail = state.detail();
    }
    return instanceChange();
  }

  private JsonObject instanceChange() {
    return new JsonObject().put("type", "instances").put("instances", instances());
  }

  boolean knowsInstance(int number) {
    return instances.containsKey(number);
  }

  Optional<LiveTask> find(TaskId id) {
    return Optional.ofNullable(tasks.get(id));
  }

  List<LiveTask> running() {
    return tasks.values().stream().filter(LiveTask::running).toList();
  }

  int waiting() {
    return (int) tasks.values().stream().filter(task -> !task.running()).count();
  }

  /**
   * What keeps instances from being registered: one item for each reason, with the names of the
   * {@code runners}. {@code reachable} is false if the Manager does not answer.
   */
  List<JsonObject> unregistered() {
    Map<String, JsonObject> reasons = new LinkedHashMap<>();
    instances
        .values()
        .forEach(
            instance -> {
              if (!instance.registered) {
                reasons
                    .computeIfAbsent(instance.managerDetail, detail -> unregistered(instance))
                    .getJsonArray("runners")
                    .add(instance.config.runnerId());
              }
            });
    return List.copyOf(reasons.values());
  }

  private static JsonObject unregistered(Instance instance) {
    return new JsonObject()
        .put("kind", "manager")
        .put("side", "machine")
        .put("level", instance.managerDetail.equals(NOT_YET) ? "warn" : "bad")
        .put("reachable", instance.reachable)
        .put("runners", new JsonArray())
        .put("detail", instance.managerDetail);
  }

  /** The instance that would run a task once more: its own, or another one that is free. */
  OptionalInt freeFor(TaskType type, int own) {
    return instances.values().stream()
        .filter(instance -> instance.available && instance.config.taskTypes().contains(type))
        .mapToInt(instance -> instance.config.number())
        .boxed()
        .sorted(Comparator.comparing(number -> number != own))
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  JsonArray tasks() {
    JsonArray list = new JsonArray();
    tasks.values().forEach(task -> list.add(task.toJson()));
    return list;
  }

  JsonArray instances() {
    JsonArray list = new JsonArray();
    instances.values().forEach(instance -> list.add(toJson(instance)));
    silent.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> entry.getKey().number()))
        .forEach(entry -> list.add(silent(entry.getKey(), entry.getValue())));
    return list;
  }

  private static JsonObject silent(InstanceConfig config, String reason) {
    return facts(config)
        .put("silent", true)
        .put("available", false)
        .put("reason", reason)
        .put("paused", false)
        .put("registered", false)
        .put("reachable", true)
        .put("manager", "");
  }

  private static JsonObject facts(InstanceConfig config) {
    List<String> types = new ArrayList<>();
    config.taskTypes().stream().map(TaskType::wireName).forEach(types::add);
    return new JsonObject()
        .put("number", config.number())
        .put("id", config.runnerId())
        .put("port", config.port())
        .put("url", config.advertisedUrl().toString())
        .put("types", new JsonArray(types));
  }

  private JsonObject toJson(Instance instance) {
    Optional<LiveTask> task =
        tasks.values().stream().filter(t -> t.instance() == instance.config.number()).findFirst();
    return facts(instance.config)
        .put("available", instance.available)
        .put("reason", instance.reason)
        .put("paused", instance.paused)
        .put("task", task.map(t -> t.id().value()).orElse(null))
        .put("registered", instance.registered)
        .put("reachable", instance.reachable)
        .put("manager", instance.managerDetail);
  }
}
