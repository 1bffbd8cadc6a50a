package io.mediarunner.core.task;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the Manager asked for in {@code POST /task/run}, checked for form only: the type may be
 * unknown and the parameters invalid. Such a task is accepted and then failed, because refusing the
 * request itself would end the task in the Manager without telling its client. Its texts are free
 * of control characters and of halves of surrogate pairs, wherever it comes from.
 *
 * @param taskId the Manager's name for the task
 * @param etabName institution, stored only
 * @param appName client application, stored only
 * @param appVersion client's version, stored only
 * @param taskType wire name of the type, unchecked; see {@link #type()}
 * @param sourceUrl where the source is, unchecked; may contain a signature, so never log it in full
 * @param affiliation stored only
 * @param parameters JSON values by name, in the order received; nested maps and lists as Jackson
 *     reads them
 * @param notifyUrl the client's own URL, stored only; the runner never calls it
 * @param completionCallback where to send the completion; empty = nowhere
 */
public record TaskRequest(
    TaskId taskId,
    String etabName,
    String appName,
    Optional<String> appVersion,
    String taskType,
    String sourceUrl,
    Optional<String> affiliation,
    Map<String, Object> parameters,
    String notifyUrl,
    Optional<String> completionCallback) {
  /**
   * @throws NullPointerException if a component is null
   */
  public TaskRequest {
    Objects.requireNonNull(taskId, "taskId");
    Objects.requireNonNull(etabName, "etabName");
    Objects.requireNonNull(appName, "appName");
    Objects.requireNonNull(appVersion, "appVersion");
    Objects.requireNonNull(taskType, "taskType");
    Objects.requireNonNull(sourceUrl, "sourceUrl");
    Objects.requireNonNull(affiliation, "affiliation");
    Objects.requireNonNull(notifyUrl, "notifyUrl");
    Objects.requireNonNull(completionCallback, "completionCallback");
    etabName = RequestText.line(etabName);
    appName = RequestText.line(appName);
    appVersion = appVersion.map(RequestText::line);
    taskType = RequestText.block(taskType);
    sourceUrl = RequestText.block(sourceUrl);
    affiliation = affiliation.map(RequestText::line);
    parameters = RequestText.parameters(parameters);
    notifyUrl = RequestText.block(notifyUrl);
    completionCallback = completionCallback.map(RequestText::block);
  }

  /** The type; empty if it does not exist. */
  public Optional<TaskType> type() {
    return TaskType.of(taskType);
  }
}
