package io.mediarunner.core.fleet.order;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders as JSON. They carry numbers and names from short lists, never an argument of a program: a
 * helper builds its command line itself.
 */
public final class OrderJson {
  private static final int MOST_RUNGS = 32;

  /** A piece is at most one and a half segments long, and no output has more frames a second. */
  private static final long MOST_FRAMES = 2L * ResumePoint.SEGMENT_SECONDS * 64;

  private OrderJson() {}

  public static String write(PieceOrder order) throws JsonProcessingException {
    ObjectNode json = Json.object();
    json.put("task_id", order.taskId().value());
    json.put("piece", order.lease().piece());
    json.put("generation", order.lease().generation());
    json.put("key", order.key());
    json.put("beat_seconds", order.beatEvery().toSeconds());
    ObjectNode source = json.putObject("source");
    source.put("bytes", order.source().bytes());
    source.put("sha256", order.source().sha256());
    source.put("extension", order.source().extension());
    ObjectNode stretch = json.putObject("stretch");
    stretch.put("segment", order.stretch().segment());
    numbers(stretch.putArray("frames"), order.stretch().frames());
    numbers(stretch.putArray("ends"), order.stretch().ends());
    stretch.put("skipped_seconds", order.stretch().skippedSeconds());
    json.set("plan", PlanJson.write(order.plan()));
    return Json.text(json);
  }

  /**
   * @throws IOException if it is no order, or one that makes no sense
   */
  public static PieceOrder read(byte[] text) throws IOException {
    JsonNode json = Json.read(text);
    try {
      JsonNode source = json.path("source");
      JsonNode stretch = json.path("stretch");
      ResumePoint point =
          new ResumePoint(
              stretch.path("segment").asInt(-1),
              numbers(stretch.path("frames")),
              numbers(stretch.path("ends")),
              stretch.path("skipped_seconds").asDouble());
      PieceOrder order =
          new PieceOrder(
              new TaskId(json.path("task_id").asText()),
              new LeaseToken(json.path("piece").asInt(-1), json.path("generation").asInt(-1)),
              json.path("key").asText(),
              Duration.ofSeconds(Math.max(1, json.path("beat_seconds").asLong())),
              new PieceOrder.Source(
                  source.path("bytes").asLong(-1),
                  source.path("sha256").asText(),
                  source.path("extension").asText()),
              PlanJson.read(json.path("plan")),
              point);
      check(order);
      return order;
    } catch (IllegalArgumentException e) {
      throw new IOException("an order that makes no sense: " + e.getMessage(), e);
    }
  }

  private static void check(PieceOrder order) {
    ResumePoint stretch = order.stretch();
    int rungs = order.plan().rungs().size();
    if (rungs < 1
        || rungs > MOST_RUNGS
        || stretch.segment() < 0
        || stretch.frames().size() != rungs
        || stretch.ends().size() != rungs) {
      throw new IllegalArgumentException("stretch: one number for each of " + rungs + " rungs");
    }
    for (int i = 0; i < rungs; i++) {
      long first = stretch.frames().get(i);
      long end = stretch.ends().get(i);
      if (first < 0 || end <= first || end - first > MOST_FRAMES) {
        throw new IllegalArgumentException("stretch: from 1 to " + MOST_FRAMES + " frames");
      }
    }
  }

  private static void numbers(ArrayNode array, List<Long> numbers) {
    numbers.forEach(array::add);
  }

  private static List<Long> numbers(JsonNode array) {
    List<Long> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asLong()));
    return numbers;
  }
}
