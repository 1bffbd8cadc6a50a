package io.mediarunner.verticles.http.route;

import io.mediarunner.core.bus.ManagerState;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.task.TaskType;
import io.mediarunner.verticles.dispatch.Admission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * Whether this instance would take a task. Asks the admission itself rather than its announcements,
 * which are a turn of the event loop late.
 */
public final class Readiness {
  private final InstanceConfig instance;
  private final Admission admission;
  private boolean registered;
  private String managerDetail = "not yet registered";

  public Readiness(InstanceConfig instance, Admission admission) {
    this.instance = Objects.requireNonNull(instance, "instance");
    this.admission = Objects.requireNonNull(admission, "admission");
  }

  public void heard(ManagerState state) {
    if (state.instance() == instance.number()) {
      registered = state.registered();
      managerDetail = state.detail();
    }
  }

  boolean available() {
    return admission.available();
  }

  String unavailableReason() {
    return admission.unavailableReason();
  }

  List<TaskType> offered() {
    return admission.offered();
  }

  boolean registered() {
    return registered;
  }

  String managerDetail() {
    return managerDetail;
  }

  /** The response of {@code /runner/ping}. */
  JsonObject ping() {
    JsonObject json = toJson();
    return available() ? json : json.put("reason", unavailableReason());
  }

  /** What {@code /runner/ping} and {@code /runner/status} have in common. */
  JsonObject toJson() {
    JsonArray types = new JsonArray();
    admission.offered().stream().map(TaskType::wireName).forEach(types::add);
    return new JsonObject()
        .put("runner_instance_id", instance.number())
        .put("runner_id", instance.runnerId())
        .put("available", available())
        .put("registered", registered)
        .put("task_types", types);
  }
}
