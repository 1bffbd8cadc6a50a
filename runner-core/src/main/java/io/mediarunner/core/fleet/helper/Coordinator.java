package io.mediarunner.core.fleet.helper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.order.Delivered;
import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.fleet.order.OrderJson;
import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.net.ServiceClient;
import io.mediarunner.core.text.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** Calls one coordinator over HTTP; every answer is bounded in size and time. */
public final class Coordinator implements AutoCloseable {
  /** Largest part of a file in one request, bytes: a coordinator holds one for each member. */
  public static final int PART = 1 << 20;

  private static final int SMALL = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final URI address;
  private final Secret secret;
  private final ServiceClient client;

  /**
   * @param address such as {@code http://10.0.0.5:8085}, without a path
   * @param secret of the cluster
   */
  public Coordinator(URI address, Secret secret) {
    this(address, secret, LIMIT);
  }

  /**
   * @param address such as {@code http://10.0.0.5:8085}, without a path
   * @param secret of the cluster
   * @param limit for one call
   */
  public Coordinator(URI address, Secret secret, Duration limit) {
    this.address = address;
    this.secret = secret;
    this.client = new ServiceClient(limit);
  }

  public URI address() {
    return address;
  }

  /** The fleet as it sees it, as JSON. */
  public byte[] view() throws IOException {
    HttpGet get = new HttpGet(address + "/fleet/view");
    get.setHeader("Authorization", "Bearer " + secret.value());
    ServiceClient.Answer answer = client.call(get, Limits.FLEET_VIEW);
    if (answer.status() != 200) {
      throw unexpected(answer);
    }
    return answer.body();
  }

  /**
   * Asks for a piece.
   *
   * @return empty if there is nothing now
   * @throws RefusedException if this member gets nothing as it is
   */
  Optional<PieceOrder> claim(Member member) throws IOException, RefusedException {
    ObjectNode json =
        Json.object()
            .put("member", member.name())
            .put("version", member.version())
            .put("ffmpeg", member.ffmpeg())
            .put("room", member.room());
    ServiceClient.Answer answer =
        client.call(post("/fleet/claim", secret.value(), Json.text(json)), SMALL);
    return switch (answer.status()) {
      case 200 -> Optional.of(OrderJson.read(answer.body()));
      case 204 -> Optional.empty();
      case 401 -> throw new RefusedException("another RUNNER_CLUSTER_SECRET is set there");
      case 409 -> throw new RefusedException(detail(answer));
      default -> throw unexpected(answer);
    };
  }

  /** Whether to go on. */
  boolean beat(PieceOrder order, double fraction) throws IOException {
    String body = Json.text(Json.object().put("fraction", fraction));
    ServiceClient.Answer answer = client.call(post(path("beat", order), order.key(), body), SMALL);
    return switch (answer.status()) {
      case 200 -> true;
      case 409 -> false;
      default -> throw unexpected(answer);
    };
  }

  /** Gives a piece back. */
  void end(PieceOrder order, boolean failed, String reason) throws IOException {
    String body = Json.text(Json.object().put("failed", failed).put("reason", reason));
    client.call(post(path("end", order), order.key(), body), SMALL);
  }

  /** A part of the source. */
  byte[] source(PieceOrder order, long offset) throws IOException {
    HttpGet request = new HttpGet(address.resolve(path("source", order)));
    long last = Math.min(order.source().bytes(), offset + PART) - 1;
    request.setHeader("Range", String.format(Locale.ROOT, "bytes=%d-%d", offset, last));
    authorize(request, order.key());
    ServiceClient.Answer answer = client.call(request, PART);
    if (answer.status() != 206 || answer.body().length != last - offset + 1) {
      throw unexpected(answer);
    }
    return answer.body();
  }

  void send(PieceOrder order, String name, long offset, byte[] part) throws IOException {
    HttpPut request =
        new HttpPut(address.resolve(path("result", order) + "/" + name + "?offset=" + offset));
    request.setEntity(new ByteArrayEntity(part, ContentType.APPLICATION_OCTET_STREAM));
    authorize(request, order.key());
    ServiceClient.Answer answer = client.call(request, SMALL);
    if (answer.status() != 204) {
      throw unexpected(answer);
    }
  }

  /**
   * Delivers what was sent.
   *
   * @return empty if it counts; otherwise why not
   */
  Optional<String> commit(PieceOrder order, List<Delivered> files) throws IOException {
    ObjectNode json = Json.object();
    ArrayNode all = json.putArray("files");
    for (Delivered file : files) {
      all.add(
          Json.object()
              .put("name", file.name())
              .put("bytes", file.bytes())
              .put("sha256", file.sha256()));
    }
    ServiceClient.Answer answer =
        client.call(post(path("commit", order), order.key(), Json.text(json)), SMALL);
    return switch (answer.status()) {
      case 200 -> Optional.empty();
      case 409 -> Optional.of(detail(answer));
      default -> throw unexpected(answer);
    };
  }

  private static String path(String what, PieceOrder order) {
    return String.format(
        Locale.ROOT,
        "/fleet/%s/%s/%d/%d",
        what,
        order.taskId().value(),
        order.lease().piece(),
        order.lease().generation());
  }

  private HttpPost post(String path, String key, String json) {
    HttpPost request = new HttpPost(address.resolve(path));
    request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
    authorize(request, key);
    return request;
  }

  private static void authorize(HttpUriRequestBase request, String key) {
    request.setHeader("Authorization", "Bearer " + key);
  }

  private static String detail(ServiceClient.Answer answer) throws IOException {
    JsonNode json = Json.read(answer.body());
    return json.path("detail").asText("refused");
  }

  private static IOException unexpected(ServiceClient.Answer answer) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    return new IOException(
        "the coordinator answered "
            + answer.status()
            + " "
            + text.substring(0, Math.min(200, text.length())));
  }

  @Override
  public void close() {
    client.close();
  }
}
