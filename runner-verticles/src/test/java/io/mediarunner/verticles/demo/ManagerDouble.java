package io.mediarunner.verticles.demo;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Implements the Manager's side of the wire contract, strictly: wrong token 401, another token's
 * runner 403, unknown 404, other version 409, incomplete body 422. Any thread may call it.
 */
public final class ManagerDouble {
  private static final Pattern VERSION = Pattern.compile("v?(0|[1-9]\\d*)\\.(0|[1-9]\\d*).*");
  private static final Set<String> FINAL_STATES = Set.of("completed", "failed", "timeout");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  private final Vertx vertx;
  private final HttpClient client;
  private final String token;
  private final String version;
  private final Map<String, Runner> runners = new ConcurrentHashMap<>();
  private final Map<String, Runner> taskRunners = new ConcurrentHashMap<>();
  private final Map<String, Promise<Completion>> awaited = new ConcurrentHashMap<>();
  private final Map<Route, Deque<Integer>> faults = new ConcurrentHashMap<>();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final List<Completion> completions = new CopyOnWriteArrayList<>();
  private final Map<String, Instant> lastHeard = new ConcurrentHashMap<>();
  private volatile Optional<Duration> patience = Optional.empty();
  private volatile String healthPath = "/api/health";
  private volatile Optional<URI> reachedAt = Optional.empty();
  private volatile @Nullable HttpServer server;
  private volatile int port;

  /** What runners call. */
  public enum Route {
    REGISTER,
    HEARTBEAT,
    HEALTH,
    COMPLETION
  }

  /**
   * A registered runner.
   *
   * @param availability {@code available} or {@code busy}, as last reported
   */
  public record Runner(
      String id, String url, List<String> taskTypes, String availability, String token) {
    private Runner withAvailability(String now) {
      return new Runner(id, url, taskTypes, now, token);
    }
  }

  /**
   * A received call, whatever its outcome.
   *
   * @param headers the last of each name, names in lower case
   */
  public record Seen(
      Route route, String path, Map<String, String> headers, String body, int status, Instant at) {}

  /** An accepted completion. */
  public record Completion(String taskId, String status, String errorMessage, String body) {}

  /**
   * @param token the only one accepted from runners
   * @param version of this Manager, such as {@code 1.7.1}
   */
  public ManagerDouble(Vertx vertx, String token, String version) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.token = Objects.requireNonNull(token, "token");
    this.version = Objects.requireNonNull(version, "version");
    this.client = vertx.createHttpClient();
  }

  /**
   * Opens a port on the loopback address.
   *
   * @param wanted 0 for any free one
   */
  public Future<ManagerDouble> listen(int wanted) {
    Router router = Router.router(vertx);
    router.route().handler(BodyHandler.create(false));
    router.post("/runner/register").handler(context -> answer(Route.REGISTER, context));
    router.post("/runner/heartbeat/:id").handler(context -> answer(Route.HEARTBEAT, context));
    router.get("/api/health").handler(context -> answer(Route.HEALTH, context));
    router.get("/manager/health").handler(context -> answer(Route.HEALTH, context));
    router.post("/task/completion").handler(context -> answer(Route.COMPLETION, context));
    return vertx
        .createHttpServer()
        .requestHandler(router)
        .listen(wanted, "127.0.0.1")
        .map(
            listening -> {
              server = listening;
              port = listening.actualPort();
              return this;
            });
  }

  /** Closes the port; its state stays. */
  public Future<Void> close() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  /** Its base address. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Uses another base URL for callbacks, if runners reach it through a proxy. */
  public void reachedAt(URI address) {
    reachedAt = Optional.of(address);
  }

  /** Sets which of the two health paths it has; the other returns 404. */
  public void healthAt(String path) {
    healthPath = path;
  }

  /** Responds to the next calls of a route with these statuses, whatever their content. */
  public void answerNext(Route route, int status, int times) {
    Deque<Integer> queue = faults.computeIfAbsent(route, any -> new ConcurrentLinkedDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(status);
    }
  }

  /** Cancels the remaining {@link #answerNext} statuses of a route. */
  public void answerAsUsual(Route route) {
    faults.remove(route);
  }

  /** Forgets all runners, as after a restart. */
  public void forgetRunners() {
    runners.clear();
  }

  /** Sets how long a runner may be silent before it is forgotten; initially unlimited. */
  public void forgetAfter(Duration silence) {
    patience = Optional.of(silence);
  }

  private void forgetSilentRunners() {
    patience.ifPresent(
        limit -> {
          Instant oldest = Instant.now().minus(limit);
          runners.keySet().removeIf(id -> lastHeard.getOrDefault(id, Instant.MIN).isBefore(oldest));
        });
  }

  /** The currently registered runners. */
  public List<Runner> runners() {
    forgetSilentRunners();
    return List.copyOf(runners.values());
  }

  /** How many of them know that they are registered; only those would take a task. */
  public Future<Long> knowing() {
    List<Future<Boolean>> asked =
        runners().stream()
            .map(runner -> ping(runner).map(answer -> answer.getBoolean("registered")))
            .map(knows -> knows.otherwise(false))
            .toList();
    return Future.all(asked).map(all -> asked.stream().filter(knows -> knows.result()).count());
  }

  /** All calls of a route so far, in order. */
  public List<Seen> seen(Route route) {
    return seen.stream().filter(call -> call.route() == route).toList();
  }

  /** All accepted completions so far, in order; one delivered twice appears twice. */
  public List<Completion> completions() {
    return List.copyOf(completions);
  }

  /** The completion of a task, once it has arrived. */
  public Future<Completion> completion(String taskId) {
    return awaited.computeIfAbsent(taskId, any -> Promise.promise()).future();
  }

  /** Registers a task of a runner with a Manager that did not send it. */
  public void adopt(String taskId, String runnerId) {
    taskRunners.put(taskId, runners.get(runnerId));
  }

  /**
   * Does what the Manager does with a client's task: asks each runner in turn whether it would take
   * it, and sends it to the first that would.
   *
   * @return the task's id; fails if no runner takes it, or if the chosen one refuses
   */
  public Future<String> execute(String type, String sourceUrl, JsonObject parameters) {
    String taskId = UUID.randomUUID().toString();
    return execute(taskId, type, sourceUrl, parameters).map(taskId);
  }

  /**
   * The same, retried every tenth of a second while no runner takes it: a runner registered here
   * may not know it yet, and a slot becomes free only a moment after its task has ended.
   *
   * @param patience after which the last refusal is final
   */
  public Future<String> executeWhenFree(
      String type, String sourceUrl, JsonObject parameters, Duration patience) {
    return execute(type, sourceUrl, parameters)
        .recover(
            refusal ->
                patience.isNegative()
                    ? Future.failedFuture(refusal)
                    : vertx
                        .timer(ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS)
                        .compose(
                            any ->
                                executeWhenFree(
                                    type, sourceUrl, parameters, patience.minus(ASK_AGAIN))));
  }

  /**
   * {@link #execute(String, String, JsonObject)} under an id chosen by the caller, who then knows
   * the task even without a response.
   *
   * @return fails with "No runners available" if it was sent to none, with "Runner returned status"
   *     if one refused it; any other failure leaves open whether the task was accepted
   */
  public Future<Void> execute(String taskId, String type, String sourceUrl, JsonObject parameters) {
    return firstFree(type, List.copyOf(runners.values()), List.of())
        .compose(
            runner -> {
              taskRunners.put(taskId, runner);
              JsonObject body =
                  new JsonObject()
                      .put("task_id", taskId)
                      .put("etab_name", "demo")
                      .put("app_name", "demo")
                      .put("app_version", "1.0")
                      .put("task_type", type)
                      .put("source_url", sourceUrl)
                      .put("affiliation", null)
                      .put("parameters", parameters)
                      .put("notify_url", "http://127.0.0.1/notify")
                      .put(
                          "completion_callback",
                          reachedAt.orElseGet(this::url) + "/task/completion");
              return call(HttpMethod.POST, runner, "/task/run", body.toBuffer())
                  .compose(
                      response ->
                          response.status() == 200
                              ? Future.succeededFuture()
                              : Future.failedFuture(
                                  String.format(
                                      Locale.ROOT,
                                      "Runner returned status %d: %s",
                                      response.status(),
                                      response.body())));
            });
  }

  /** Calls a route of the runner that has the task, with its token. */
  public Future<JsonObject> ask(HttpMethod method, String taskId, String path) {
    Runner runner = runnerOf(taskId).orElseThrow();
    return call(method, runner, path, Buffer.buffer())
        .map(
            response ->
                new JsonObject()
                    .put("status", response.status())
                    .put("body", response.body().toString()));
  }

  /** A task's manifest, fetched as the Manager does. */
  public Future<JsonObject> manifest(String taskId) {
    return fetch(taskId, "/task/result/" + taskId).map(Buffer::toJsonObject);
  }

  /** A result file, fetched as the Manager does. */
  public Future<Buffer> file(String taskId, String path) {
    String encoded =
        URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
    return fetch(taskId, "/task/result/" + taskId + "/file/" + encoded);
  }

  /** URL of the runner of a task, and its token. */
  public Optional<Runner> runnerOf(String taskId) {
    return Optional.ofNullable(taskRunners.get(taskId));
  }

  private Future<Buffer> fetch(String taskId, String path) {
    Runner runner = runnerOf(taskId).orElseThrow();
    return call(HttpMethod.GET, runner, path, Buffer.buffer())
        .compose(
            response ->
                response.status() == 200
                    ? Future.succeededFuture(response.body())
                    : Future.failedFuture(path + " answered " + response.status()));
  }

  /**
   * @param heard what those before said, for whoever finds out why none was free
   */
  private Future<Runner> firstFree(String type, List<Runner> left, List<String> heard) {
    if (left.isEmpty()) {
      return Future.failedFuture(
          new IllegalStateException(
              "No runners available", new IllegalStateException("they say: " + heard)));
    }
    Runner runner = left.get(0);
    return ping(runner)
        .compose(
            answer ->
                takes(answer, type)
                    ? Future.succeededFuture(runner)
                    : Future.failedFuture(answer.encode()))
        .recover(
            refusal -> {
              List<String> all = new ArrayList<>(heard);
              all.add(runner.url() + " " + refusal.getMessage());
              return firstFree(type, left.subList(1, left.size()), all);
            });
  }

  private Future<JsonObject> ping(Runner runner) {
    return call(HttpMethod.GET, runner, "/runner/ping", Buffer.buffer())
        .map(response -> response.body().toJsonObject());
  }

  private record Response(int status, Buffer body) {}

  private Future<Response> call(HttpMethod method, Runner runner, String path, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setAbsoluteURI(runner.url() + path)
            .setTimeout(LIMIT.toMillis())
            .putHeader("Authorization", "Bearer " + runner.token());
    if (body.length() > 0) {
      options.putHeader("Content-Type", "application/json");
    }
    // The body is asked for where the response arrives: whoever calls from a thread of its own may
    // be held up for so long that the response has ended by then, and its body is never heard of.
    return client
        .request(options)
        .compose(
            request ->
                request
                    .send(body)
                    .compose(
                        response ->
                            response
                                .body()
                                .map(bytes -> new Response(response.statusCode(), bytes))));
  }

  private static boolean takes(JsonObject ping, String type) {
    return ping.getBoolean("available")
        && ping.getBoolean("registered")
        && ping.getJsonArray("task_types").contains(type);
  }

  private void answer(Route route, RoutingContext context) {
    String body = context.body().asString();
    String text = body == null ? "" : body;
    Integer fault = faults.getOrDefault(route, new ConcurrentLinkedDeque<>()).poll();
    Verdict verdict =
        fault != null ? new Verdict(fault, "scripted") : verdict(route, context, text);
    seen.add(
        new Seen(
            route,
            context.request().path(),
            headers(context),
            text,
            verdict.status(),
            Instant.now()));
    completions.forEach( // recorded first, so that a waiting caller finds it
        completion ->
            awaited
                .computeIfAbsent(completion.taskId(), any -> Promise.promise())
                .tryComplete(completion));
    String key = verdict.status() == 200 ? "status" : "detail";
    context
        .response()
        .setStatusCode(verdict.status())
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put(key, verdict.text()).encode());
  }

  private record Verdict(int status, String text) {}

  private Verdict verdict(Route route, RoutingContext context, String body) {
    if (route == Route.HEALTH && !context.request().path().equals(healthPath)) {
      return new Verdict(404, "Not Found");
    }
    String bearer = context.request().getHeader("Authorization");
    if (bearer == null || !bearer.equals("Bearer " + token)) {
      return new Verdict(401, "Invalid or expired token");
    }
    forgetSilentRunners();
    JsonObject json = object(body);
    return switch (route) {
      case HEALTH -> new Verdict(200, "healthy");
      case REGISTER -> versioned(context).orElseGet(() -> register(json));
      case HEARTBEAT -> versioned(context).orElseGet(() -> heartbeat(context, json));
      case COMPLETION -> completed(json, body);
    };
  }

  private Optional<Verdict> versioned(RoutingContext context) {
    String header = context.request().getHeader("X-Runner-Version");
    Matcher theirs = VERSION.matcher(header == null ? "" : header.strip());
    Matcher ours = VERSION.matcher(version);
    if (!theirs.matches() || !ours.matches()) {
      return Optional.of(new Verdict(400, "X-Runner-Version missing or malformed"));
    }
    boolean same = theirs.group(1).equals(ours.group(1)) && theirs.group(2).equals(ours.group(2));
    return same
        ? Optional.empty()
        : Optional.of(
            new Verdict(409, "Runner version " + header + " is not compatible with " + version));
  }

  private Verdict register(JsonObject json) {
    boolean whole =
        json.getValue("id") instanceof String
            && json.getValue("url") instanceof String
            && json.getValue("task_types") instanceof JsonArray
            && json.getValue("availability") instanceof String;
    if (!whole) {
      return new Verdict(422, "id, url, task_types and availability are required");
    }
    if (!plainHttp(json.getString("url"))) {
      return new Verdict(400, "url not allowed");
    }
    String id = json.getString("id");
    lastHeard.put(id, Instant.now());
    List<String> types = json.getJsonArray("task_types").stream().map(String::valueOf).toList();
    runners.put(
        id, new Runner(id, json.getString("url"), types, json.getString("availability"), token));
    return new Verdict(200, "registered");
  }

  private static boolean plainHttp(String url) {
    try {
      URI uri = new URI(url);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getPath().isEmpty()
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private Verdict heartbeat(RoutingContext context, JsonObject json) {
    Runner runner = runners.get(context.pathParam("id"));
    if (runner == null) {
      return new Verdict(404, "Runner not found");
    }
    String availability = String.valueOf(json.getValue("availability"));
    if (!Set.of("available", "busy").contains(availability)) {
      return new Verdict(422, "availability is required");
    }
    lastHeard.put(runner.id(), Instant.now());
    runners.put(runner.id(), runner.withAvailability(availability));
    return new Verdict(200, "ok");
  }

  private Verdict completed(JsonObject json, String body) {
    boolean whole =
        json.getValue("task_id") instanceof String
            && FINAL_STATES.contains(String.valueOf(json.getValue("status")))
            && json.containsKey("error_message")
            && json.containsKey("script_output");
    if (!whole) {
      return new Verdict(422, "task_id, status, error_message and script_output are required");
    }
    String taskId = json.getString("task_id");
    Runner runner = taskRunners.get(taskId);
    if (runner == null || !runners.containsKey(runner.id())) {
      return new Verdict(404, "Task not found, or its runner is not registered");
    }
    Completion completion =
        new Completion(taskId, json.getString("status"), json.getString("error_message"), body);
    completions.add(completion);
    return new Verdict(200, "acknowledged");
  }

  private static JsonObject object(String body) {
    try {
      return body.isEmpty() ? new JsonObject() : new JsonObject(body);
    } catch (RuntimeException e) {
      return new JsonObject(); // rejected as incomplete
    }
  }

  private static Map<String, String> headers(RoutingContext context) {
    Map<String, String> headers = new ConcurrentHashMap<>();
    context
        .request()
        .headers()
        .forEach(
            header ->
                headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
    return headers;
  }
}
