package io.mediarunner.verticles.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.fleet.FleetRules;
import io.mediarunner.core.fleet.FleetStore;
import io.mediarunner.core.fleet.coordinator.FleetCoordinator;
import io.mediarunner.core.fleet.coordinator.FleetView;
import io.mediarunner.verticles.web.Listening;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetVerticleTest {
  private static final String SECRET = "a-secret-of-the-fleet";
  private static final String LEASE = "/t1/0/1";

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;
  private FleetStore store;
  private FleetCoordinator coordinator;
  private FleetVerticle verticle;
  private WebClient client;

  @BeforeEach
  void deploy() throws Exception {
    store = FleetStore.open(folder.resolve("fleet.db"));
    coordinator =
        new FleetCoordinator(
            store,
            FleetRules.STANDARD,
            new Secret(SECRET),
            "self",
            "1.0",
            "6.0",
            Clock.systemUTC());
    verticle =
        new FleetVerticle(
            "127.0.0.1",
            0,
            new Secret(SECRET),
            coordinator,
            new FleetSelf("self", "1.0", "6.0"),
            Listening.PLAIN,
            Clock.systemUTC());
    wait(vertx.deployVerticle(verticle));
    client = WebClient.create(vertx);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    wait(vertx.close());
    store.close();
  }

  private static <T> T wait(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private Future<HttpResponse<Buffer>> send(
      HttpMethod method, String path, String token, Buffer body) {
    return client
        .request(method, verticle.port(), "127.0.0.1", path)
        .bearerTokenAuthentication(token)
        .sendBuffer(body);
  }

  private HttpResponse<Buffer> claim(String token, JsonObject member) throws Exception {
    return wait(send(HttpMethod.POST, "/fleet/claim", token, member.toBuffer()));
  }

  private static JsonObject member(String name, String version, String ffmpeg) {
    return new JsonObject()
        .put("member", name)
        .put("version", version)
        .put("ffmpeg", ffmpeg)
        .put("room", true);
  }

  private List<FleetView.Seen> members() {
    return coordinator.view().members();
  }

  @Test
  void hasNothingForAMemberWhileNothingIsEncoded() throws Exception {
    assertThat(claim(SECRET, member("a", "1.0", "6.0")).statusCode()).isEqualTo(204);
    assertThat(members()).extracting(seen -> seen.member().name()).containsExactly("a");
  }

  @Test
  void refusesAnotherSecret() throws Exception {
    assertThat(claim("another-secret", member("a", "1.0", "6.0")).statusCode()).isEqualTo(401);
    assertThat(members()).isEmpty();
  }

  @Test
  void saysWhyAnotherVersionGetsNoWork() throws Exception {
    HttpResponse<Buffer> other = claim(SECRET, member("a", "0.9", "6.0"));
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(other.bodyAsJsonObject().getString("detail"))
        .isEqualTo("it runs Media Runner 0.9, the coordinator 1.0");
    HttpResponse<Buffer> ffmpeg = claim(SECRET, member("b", "1.0", "4.4"));
    assertThat(ffmpeg.bodyAsJsonObject().getString("detail"))
        .isEqualTo("it has ffmpeg 4.4, the coordinator 6.0");
    assertThat(members()).extracting(FleetView.Seen::problem).doesNotContain("");
  }

  @Test
  void showsTheFleetToThoseWhoKnowTheSecret() throws Exception {
    claim(SECRET, member("a", "1.0", "6.0"));
    claim(SECRET, member("b", "0.9", "6.0"));

    JsonObject view =
        wait(send(HttpMethod.GET, "/fleet/view", SECRET, Buffer.buffer())).bodyAsJsonObject();
    assertThat(view.getJsonArray("encodes")).isEmpty();
    assertThat(view.getJsonObject("self"))
        .isEqualTo(
            new JsonObject(
                "{'member':'self','version':'1.0','ffmpeg':'6.0','room':true}".replace('\'', '"')));
    assertThat(view.getJsonArray("members"))
        .extracting(member -> ((JsonObject) member).getString("problem"))
        .containsExactly("", "it runs Media Runner 0.9, the coordinator 1.0");
    assertThat(wait(send(HttpMethod.GET, "/fleet/view", "guess", Buffer.buffer())).statusCode())
        .isEqualTo(401);
  }

  @Test
  void doesNotCountItselfAsAMember() throws Exception {
    assertThat(claim(SECRET, member("self", "1.0", "6.0")).statusCode()).isEqualTo(204);
    assertThat(members()).isEmpty();
  }

  @Test
  void opensNothingOfALeaseWithoutItsKey() throws Exception {
    for (String path : List.of("/fleet/beat", "/fleet/end", "/fleet/commit")) {
      assertThat(
              wait(send(HttpMethod.POST, path + LEASE, SECRET, Buffer.buffer("{}"))).statusCode())
          .as(path)
          .isEqualTo(401);
    }
    assertThat(
            wait(send(
                    HttpMethod.PUT, "/fleet/result" + LEASE + "/x?offset=0", "k", Buffer.buffer()))
                .statusCode())
        .isEqualTo(401);
    assertThat(
            wait(client
                    .get(verticle.port(), "127.0.0.1", "/fleet/source" + LEASE)
                    .bearerTokenAuthentication(SECRET)
                    .send())
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void answersRubbishWithAnError() throws Exception {
    for (String rubbish : List.of("", "{", "[]", "{\"member\":\"../x\"}", "\"x\"", "null")) {
      assertThat(
              wait(send(HttpMethod.POST, "/fleet/claim", SECRET, Buffer.buffer(rubbish)))
                  .statusCode())
          .as(rubbish)
          .isEqualTo(400);
    }
    for (String path : List.of("/fleet/beat/t1/-1/1", "/fleet/beat/t1/9999999/1", "/fleet/x")) {
      assertThat(wait(send(HttpMethod.POST, path, SECRET, Buffer.buffer("{}"))).statusCode())
          .as(path)
          .isEqualTo(404);
    }
    Buffer large = Buffer.buffer(new byte[2 << 20]);
    assertThat(wait(send(HttpMethod.POST, "/fleet/claim", SECRET, large)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void bearsAThousandClaims() throws Exception {
    List<Future<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(
          send(HttpMethod.POST, "/fleet/claim", SECRET, member("m" + i, "1.0", "6.0").toBuffer())
              .map(HttpResponse::statusCode));
    }

    wait(Future.all(answers));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.result()).isEqualTo(204));
    assertThat(members()).as("no more are kept").hasSize(256);
  }
}
