package io.mediarunner.verticles.fleet;

import io.mediarunner.core.fleet.Lease;
import io.mediarunner.core.fleet.coordinator.FleetView;
import io.mediarunner.core.fleet.order.Member;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** The fleet as one member sees it, as JSON. */
final class FleetJson {
  private FleetJson() {}

  static JsonObject of(FleetView view, FleetSelf self) {
    JsonArray members = new JsonArray();
    view.members()
        .forEach(
            seen ->
                members.add(
                    json(seen.member())
                        .put("seen_at", seen.at().toString())
                        .put("problem", seen.problem())));
    JsonArray encodes = new JsonArray();
    view.encodes()
        .forEach(
            shared -> {
              JsonArray leases = new JsonArray();
              shared.leases().forEach(lease -> leases.add(json(lease)));
              encodes.add(
                  new JsonObject()
                      .put("task_id", shared.taskId())
                      .put("pieces", shared.pieces())
                      .put("fraction", shared.fraction())
                      .put("leases", leases));
            });
    return new JsonObject().put("self", json(self)).put("members", members).put("encodes", encodes);
  }

  private static JsonObject json(FleetSelf self) {
    JsonObject json = json(self.now());
    self.piece()
        .ifPresent(
            order ->
                json.put(
                    "helps",
                    new JsonObject()
                        .put("task_id", order.taskId().toString())
                        .put("piece", order.lease().piece())));
    return json;
  }

  private static JsonObject json(Member member) {
    return new JsonObject()
        .put("member", member.name())
        .put("version", member.version())
        .put("ffmpeg", member.ffmpeg())
        .put("room", member.room());
  }

  private static JsonObject json(Lease lease) {
    return new JsonObject()
        .put("piece", lease.token().piece())
        .put("generation", lease.token().generation())
        .put("member", lease.owner())
        .put("claimed_at", lease.claimedAt().toString())
        .put("expires_at", lease.expiresAt().toString())
        .put("state", lease.state().name().toLowerCase(Locale.ROOT));
  }
}
