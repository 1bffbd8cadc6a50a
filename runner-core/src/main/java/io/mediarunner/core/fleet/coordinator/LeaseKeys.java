package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.ClusterMac;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.task.TaskId;

/**
 * Keys that open what belongs to one lease, made of its name, so that they outlive a restart and
 * need not be kept.
 */
final class LeaseKeys {
  private final ClusterMac mac;

  LeaseKeys(Secret secret) {
    this.mac = new ClusterMac(secret);
  }

  String of(TaskId taskId, LeaseToken lease) {
    return mac.of(name(taskId, lease));
  }

  boolean right(TaskId taskId, LeaseToken lease, String shown) {
    return mac.right(name(taskId, lease), shown);
  }

  private static String name(TaskId taskId, LeaseToken lease) {
    return "lease/" + taskId.value() + "/" + lease.piece() + "/" + lease.generation();
  }
}
