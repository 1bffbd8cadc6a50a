package io.mediarunner.launcher.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.InstanceConfig;
import io.mediarunner.core.config.RunnerConfig;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.SmallBody;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** Calls the runner that runs on this machine with the same settings. */
public final class RunnerClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient http;
  private final RunnerConfig config;

  public RunnerClient(RunnerConfig config) {
    this.config = Objects.requireNonNull(config, "config");
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY);
    config
        .tls()
        .map(files -> OwnCertificate.context(files.certificate()))
        .ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** Explains in one sentence why the call had no effect. */
  public static final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
      super(message);
    }
  }

  JsonNode get(InstanceConfig instance, String path) throws IOException, InterruptedException {
    return call(instance, "GET", path);
  }

  JsonNode post(InstanceConfig instance, String path) throws IOException, InterruptedException {
    return call(instance, "POST", path);
  }

  /**
   * @throws NoAnswerException if no runner responds, or it refuses
   */
  public JsonNode delete(InstanceConfig instance, String path)
      throws IOException, InterruptedException {
    return call(instance, "DELETE", path);
  }

  /** Whether nothing listens on an instance's port. */
  boolean gone(InstanceConfig instance) throws IOException, InterruptedException {
    try {
      http.send(request(instance, "/runner/ping").build(), HttpResponse.BodyHandlers.discarding());
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false; // it is about to close
    }
  }

  /**
   * @throws NoAnswerException if no runner responds, or it refuses
   */
  private JsonNode call(InstanceConfig instance, String method, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(instance, path)
            .header("Authorization", "Bearer " + config.manager().token().value())
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<String> response;
    try {
      response = http.send(request, SmallBody.text(Limits.LISTING, LIMIT));
    } catch (IOException e) {
      throw new NoAnswerException(
          String.format(
              Locale.ROOT,
              "No runner responds on %s. Is it running with these settings?",
              base(instance)));
    }
    if (response.statusCode() == 401) {
      throw new NoAnswerException(
          String.format(
              Locale.ROOT,
              "The runner on %s has a different RUNNER_TOKEN than these settings.",
              base(instance)));
    }
    if (response.statusCode() / 100 != 2) {
      throw new NoAnswerException(
          String.format(
              Locale.ROOT,
              "The runner on %s refused: HTTP %d %s",
              base(instance),
              response.statusCode(),
              response.body()));
    }
    return Json.read(response.body());
  }

  private HttpRequest.Builder request(InstanceConfig instance, String path) {
    return HttpRequest.newBuilder(URI.create(base(instance) + path)).timeout(LIMIT);
  }

  /** Its address, seen from this machine. */
  private String base(InstanceConfig instance) {
    String host =
        switch (instance.bindHost()) {
          case "0.0.0.0", "::" -> "localhost";
          default -> instance.bindHost();
        };
    String scheme = config.tls().isPresent() ? "https://" : "http://";
    return scheme + (host.contains(":") ? "[" + host + "]" : host) + ":" + instance.port();
  }
}
