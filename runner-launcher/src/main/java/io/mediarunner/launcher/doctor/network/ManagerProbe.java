package io.mediarunner.launcher.doctor.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.config.ProxyServer;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.ConnectFailure;
import io.mediarunner.core.net.Network;
import io.mediarunner.core.net.SmallBody;
import io.mediarunner.core.text.Limits;
import io.mediarunner.launcher.doctor.check.CheckResult;
import io.mediarunner.verticles.report.ManagerVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Calls a Manager as a runner would, but registers nothing: it asks for its health, and sends a
 * heartbeat of a runner that does not exist. The Manager's 404 to that says that it takes both
 * token and version.
 */
public final class ManagerProbe {
  private static final String NAME = "manager";
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int SHOWN = 120;
  private static final String STRANGER = "/runner/heartbeat/doctor-not-a-runner";

  private final URI manager;
  private final Secret token;
  private final String version;
  private final Network network;
  private final HttpClient http;

  /**
   * @param version to announce; empty for the one that a runner announces by itself
   */
  public ManagerProbe(URI manager, Secret token, Optional<String> version, Network network) {
    this.manager = manager;
    this.token = token;
    this.version = version.orElse(ManagerVersion.DEFAULT);
    this.network = network;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxy(network.proxyFor(manager)));
    network.authorities().map(ManagerProbe::trusting).ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  private static ProxySelector proxy(Optional<ProxyServer> server) {
    return server
        .map(s -> ProxySelector.of(new InetSocketAddress(s.host(), s.port())))
        .orElse(HttpClient.Builder.NO_PROXY);
  }

  private static SSLContext trusting(TrustManager authorities) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {authorities}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  /** Blocks for as long as the Manager takes, half a minute at most. */
  public List<CheckResult> run() throws InterruptedException {
    try {
      HttpResponse<String> health = get("/api/health");
      if (health.statusCode() == 404) {
        health = get("/manager/health");
      }
      Optional<CheckResult> trouble = trouble(health);
      if (trouble.isPresent()) {
        return List.of(trouble.get());
      }
      CheckResult reached = CheckResult.good(NAME, manager + " is healthy");
      return List.of(reached, version(heartbeatOfNobody()));
    } catch (IOException e) {
      ConnectFailure why =
          ConnectFailure.of(e, manager, "MANAGER_URL", network.authoritiesSetting());
      return List.of(CheckResult.error(NAME, why.what(), why.fix()));
    }
  }

  private Optional<CheckResult> trouble(HttpResponse<String> answer) {
    int status = answer.statusCode();
    String what = String.format(Locale.ROOT, "%s answers HTTP %d", manager, status);
    if (status == 401 || status == 403) {
      return Optional.of(
          CheckResult.error(
              NAME,
              what + ": it does not know the token",
              "set RUNNER_TOKEN to one of the AUTHORIZED_TOKENS__* in the Manager's .env"));
    }
    if (status / 100 == 3) {
      String location = answer.headers().firstValue("Location").orElse("no Location");
      return Optional.of(
          CheckResult.error(
              NAME,
              what + ", a redirect to " + shortened(location) + "; the runner follows none",
              "set MANAGER_URL to where it leads, without the path of the health check"));
    }
    if (status == 404) {
      return Optional.of(
          CheckResult.error(
              NAME,
              what + " to its health checks: this is no Manager",
              "correct MANAGER_URL; a path in front of the Manager belongs to it"));
    }
    if (status != 200 || !text(answer, "status").equals("healthy")) {
      return Optional.of(
          CheckResult.error(
              NAME,
              what + ", but not that it is healthy: " + shortened(answer.body()),
              "look at the Manager's log; if this is a proxy, correct MANAGER_URL or NO_PROXY"));
    }
    return Optional.empty();
  }

  private CheckResult version(HttpResponse<String> answer) {
    String name = NAME + ":version";
    return switch (answer.statusCode()) {
      case 404, 200, 403 -> CheckResult.good(name, "it accepts version " + version);
      case 409 ->
          CheckResult.warning(
              name,
              "it refuses version " + version + ": " + shortened(text(answer, "detail")),
              "set MANAGER_COMPAT_VERSION to the Manager's version; with auto, versions 1.0 to 1.7"
                  + " are found by the runner itself");
      case 401 ->
          CheckResult.error(
              name,
              "it does not know the token",
              "set RUNNER_TOKEN to one of the AUTHORIZED_TOKENS__* in the Manager's .env");
      default ->
          CheckResult.warning(
              name,
              String.format(
                  Locale.ROOT,
                  "a heartbeat with version %s is answered with HTTP %d: %s",
                  version,
                  answer.statusCode(),
                  shortened(answer.body())),
              "look at the Manager's log, and check MANAGER_COMPAT_VERSION");
    };
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).GET().build(), SmallBody.text(Limits.ENTRY, ANSWER));
  }

  private HttpResponse<String> heartbeatOfNobody() throws IOException, InterruptedException {
    return http.send(
        request(STRANGER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"availability\":\"busy\"}"))
            .build(),
        SmallBody.text(Limits.ENTRY, ANSWER));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(manager + path))
        .timeout(ANSWER)
        .header("Accept", "application/json")
        .header("Authorization", "Bearer " + token.value())
        .header("X-Runner-Version", version);
  }

  private static String text(HttpResponse<String> answer, String key) {
    try {
      JsonNode json = Json.read(answer.body());
      return json.path(key).asText();
    } catch (IOException e) {
      return "";
    }
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
