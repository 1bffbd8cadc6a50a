package io.mediarunner.launcher.app;

import io.mediarunner.core.media.MediaWork;
import io.mediarunner.core.task.TaskType;
import java.util.Map;

/**
 * The media steps of the instances that share a device.
 *
 * @param environment in which programs see that device and no other; empty without one
 * @param works one for each task type
 */
record DeviceWorks(Map<String, String> environment, Map<TaskType, MediaWork> works) {
  DeviceWorks {
    environment = Map.copyOf(environment);
    works = Map.copyOf(works);
  }
}
