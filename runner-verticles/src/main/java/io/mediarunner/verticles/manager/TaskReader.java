package io.mediarunner.verticles.manager;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.InvalidUrlException;
import io.mediarunner.core.net.PublicAddress;
import io.mediarunner.core.net.UrlHost;
import io.mediarunner.core.net.WebUrl;
import io.mediarunner.core.task.TaskId;
import io.mediarunner.core.task.TaskRequest;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.JsonBody;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a task of what an application asks for, or lists everything that is wrong with it. Messages
 * are those of the Manager that clients know.
 */
final class TaskReader {
  private static final String NOTIFY_URL = "notify_url";
  private static final int LONGEST_NAME = 1_000;
  private static final int LONGEST_URL = 8_000;
  private static final int LARGEST_PARAMETERS = 256 << 10;
  private static final int MOST_PRIORITY = 100;

  private final boolean privateNetworks;
  private final NotifyPolicy notify;

  /**
   * A task, and how urgent it is to its application.
   *
   * @param priority higher goes first
   */
  record Wanted(TaskRequest request, int priority) {
    /** The same for the same request. */
    String fingerprint() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("etab_name", request.etabName());
      all.put("app_name", request.appName());
      all.put("task_type", request.taskType());
      all.put("source_url", request.sourceUrl());
      all.put("parameters", new java.util.TreeMap<>(request.parameters()));
      all.put("notify_url", request.notifyUrl());
      return json(all);
    }
  }

  /**
   * @param privateNetworks whether sources may be in private networks
   * @param notify where callbacks may go
   */
  TaskReader(boolean privateNetworks, NotifyPolicy notify) {
    this.privateNetworks = privateNetworks;
    this.notify = Objects.requireNonNull(notify, "notify");
  }

  /**
   * @throws io.mediarunner.verticles.web.InvalidBodyException if a field is missing or wrong
   * @throws ApiException if callbacks may not go there
   */
  Wanted read(JsonBody body) {
    Optional<String> etabName = name(body, body.required("etab_name"), "etab_name");
    Optional<String> appName = name(body, body.required("app_name"), "app_name");
    Optional<String> appVersion = name(body, body.optional("app_version"), "app_version");
    Optional<String> taskType = name(body, body.required("task_type"), "task_type");
    Optional<String> sourceUrl = url(body, "source_url");
    Optional<String> affiliation = name(body, body.optional("affiliation"), "affiliation");
    Map<String, Object> parameters = body.object("parameters");
    if (json(parameters).length() > LARGEST_PARAMETERS) {
      body.problem(
          "parameters",
          "dict_too_long",
          "Dictionary should have at most " + LARGEST_PARAMETERS + " characters as JSON",
          null);
    }
    Optional<String> notifyUrl = url(body, NOTIFY_URL);
    int priority = body.whole("priority", -MOST_PRIORITY, MOST_PRIORITY).orElse(0);
    body.check();
    notifyUrl.filter(url -> !url.isEmpty()).ifPresent(this::requireAllowed);
    return new Wanted(
        new TaskRequest(
            new TaskId(UUID.randomUUID().toString()),
            etabName.orElseThrow(),
            appName.orElseThrow(),
            appVersion,
            taskType.orElseThrow(),
            sourceUrl.orElseThrow(),
            affiliation,
            parameters,
            notifyUrl.orElseThrow(),
            Optional.empty()),
        priority);
  }

  private static Optional<String> name(JsonBody body, Optional<String> text, String name) {
    return body.bounded(text, name, LONGEST_NAME);
  }

  private Optional<String> url(JsonBody body, String name) {
    Optional<String> text = body.bounded(body.required(name), name, LONGEST_URL);
    text.filter(url -> !url.isEmpty())
        .flatMap(url -> problem(url, name))
        .ifPresent(
            problem ->
                body.problem(
                    name,
                    "value_error",
                    "Value error, " + problem,
                    text.get(),
                    Map.of("error", Map.of())));
    return text;
  }

  private Optional<String> problem(String url, String name) {
    if (name.equals(NOTIFY_URL) && url.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(name + " must not contain control characters");
    }
    if (!url.regionMatches(true, 0, "http://", 0, 7)
        && !url.regionMatches(true, 0, "https://", 0, 8)) {
      return Optional.of(name + " must use http or https scheme");
    }
    try {
      WebUrl read = WebUrl.parse(url);
      Optional<InetAddress> closed =
          UrlHost.address(read.host()).filter(address -> !PublicAddress.is(address));
      if (closed.isPresent() && !privateNetworks) {
        return Optional.of(name + " must not point to a private or reserved IP address");
      }
      return name.equals(NOTIFY_URL) && notify.isListed(read)
          ? notify.refusal(read).map(what -> name + " must not point to " + what)
          : Optional.empty();
    } catch (InvalidUrlException e) {
      return Optional.of(
          name + (e.isAboutPort() ? " " + e.getMessage() : " must have a valid hostname"));
    }
  }

  private void requireAllowed(String url) {
    boolean listed;
    try {
      listed = notify.isListed(WebUrl.parse(url));
    } catch (InvalidUrlException e) {
      listed = false;
    }
    if (!listed) {
      throw new ApiException(ApiError.NOTIFY_HOST_REFUSED);
    }
  }

  private static String json(Map<String, Object> value) {
    try {
      return Json.text(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("JSON values only", e);
    }
  }
}
