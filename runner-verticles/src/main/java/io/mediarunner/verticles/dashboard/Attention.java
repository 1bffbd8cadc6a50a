package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.machine.MachineLoad;
import io.mediarunner.core.media.Warning;
import io.mediarunner.core.store.Cause;
import io.mediarunner.core.store.Quiet;
import io.mediarunner.core.store.Undelivered;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator should know of, most urgent first. The page does the wording; these are the
 * facts of each: {@code key} names it, {@code side} is {@code machine} or {@code video}, {@code
 * level} is {@code bad}, {@code warn}, {@code info} or {@code good} (it is over), {@code quiet}
 * whether the operator has set it aside, and {@code kind} says which other facts there are.
 */
final class Attention {
  private static final Duration STILL = Duration.ofMinutes(1);
  private static final Duration STUCK = Duration.ofMinutes(2);
  private static final Duration DISK_SOON = Duration.ofDays(1);
  private static final double DISK_BAD = 0.95;
  private static final double DISK_WARN = 0.90;

  /** From the most to the least urgent. */
  private static final List<String> LEVELS = List.of("bad", "warn", "info", "good");

  private final Troubles troubles;

  /** What the machine lacks, from one look to the next. */
  Attention(Troubles troubles) {
    this.troubles = troubles;
  }

  /**
   * What the journal says.
   *
   * @param causes of failures, most recent first
   * @param warnings how many tasks of the last day got each warning
   * @param interrupted how many tasks of the last day saw the runner die
   * @param quiet what the operator knows of
   */
  record Facts(
      List<Cause.Count> causes,
      Map<String, Integer> warnings,
      int interrupted,
      Map<String, Quiet> quiet) {
    static final Facts NONE = new Facts(List.of(), Map.of(), 0, Map.of());
  }

  /**
   * @param notes problems with the programs found at startup, one sentence each
   */
  JsonArray of(
      LiveState state,
      List<String> notes,
      Facts facts,
      List<Undelivered> outbox,
      MachineLoad machine,
      Instant now) {
    Map<String, JsonObject> current = new LinkedHashMap<>();
    disk(machine).ifPresent(item -> current.put("disk", item));
    state
        .lost()
        .ifPresent(why -> current.put("storage", item("storage", "bad").put("detail", why)));
    state
        .broken()
        .forEach(
            (type, why) ->
                current.put(
                    "tools/" + type.wireName(),
                    item("tools", "bad").put("type", type.wireName()).put("detail", why)));
    state.unregistered().forEach(item -> current.put("manager/" + item.getString("detail"), item));
    outbox(outbox, now).forEach(current::put);
    state.running().stream()
        .filter(task -> task.still(now).compareTo(STILL) > 0)
        .forEach(
            task ->
                current.put(
                    "stalled/" + task.id().value(),
                    item("stalled", "warn")
                        .put("task", task.id().value())
                        .put("since", now.minus(task.still(now)).toEpochMilli())));
    notes.forEach(
        note -> current.put("engine/" + note, item("engine", "warn").put("detail", note)));
    warnings(facts.warnings(), current);
    if (facts.interrupted() > 0) {
      current.put(
          "interrupted/" + facts.interrupted(),
          item("interrupted", "warn").put("count", facts.interrupted()));
    }
    List<JsonObject> list = new ArrayList<>(troubles.seen(current, now, facts.quiet()));
    facts.causes().forEach(cause -> list.add(of(cause, now)));
    list.sort(Comparator.comparingInt(Attention::urgency));
    return new JsonArray(list);
  }

  private static int urgency(JsonObject item) {
    return LEVELS.indexOf(item.getString("level"));
  }

  private static JsonObject of(Cause.Count found, Instant now) {
    FailureCode code = FailureCode.find(found.cause().code()).orElse(FailureCode.INTERNAL);
    boolean ours = code.fault() == FailureCode.Fault.RUNNER;
    String level = found.succeededSince() > 0 ? "good" : ours ? "bad" : "info";
    return new JsonObject()
        .put("kind", "cause")
        .put("side", ours ? "machine" : "video")
        .put("level", level)
        .put("key", found.cause().key())
        .put("code", found.cause().code())
        .put("host", found.cause().host())
        .put("tool", found.cause().tool())
        .put("type", found.type())
        .put("count", found.count())
        .put("first", found.first().toEpochMilli())
        .put("last", found.last().toEpochMilli())
        .put("succeeded_since", found.succeededSince())
        .put("en", code.english())
        .put("fr", code.french())
        .put("fault", code.fault().name().toLowerCase(Locale.ROOT))
        .put("quiet", found.quiet().filter(quiet -> quiet.covers(found.last(), now)).isPresent());
  }

  private static Map<String, JsonObject> outbox(List<Undelivered> outbox, Instant now) {
    Map<String, JsonObject> items = new LinkedHashMap<>();
    for (boolean parked : new boolean[] {true, false}) {
      List<Undelivered> late =
          outbox.stream()
              .filter(entry -> entry.givenUp() == parked)
              .filter(entry -> parked || Duration.between(entry.since(), now).compareTo(STUCK) > 0)
              .toList();
      if (!late.isEmpty()) { // the oldest first
        items.put(
            parked ? "parked" : "outbox",
            item("outbox", parked ? "bad" : "warn")
                .put("parked", parked)
                .put("count", late.size())
                .put("task", late.get(0).taskId().value())
                .put("since", late.get(0).since().toEpochMilli())
                .put("detail", late.get(0).lastError().orElse("")));
      }
    }
    return items;
  }

  /** Those that somebody at the machine can do something about. */
  private static void warnings(Map<String, Integer> counts, Map<String, JsonObject> items) {
    for (Warning.Code code : Warning.Code.values()) {
      int count = counts.getOrDefault(code.name(), 0);
      if (count > 0 && code.fault() == FailureCode.Fault.RUNNER) {
        items.put(
            "warning/" + code.name(),
            WarningJson.texts(code, item("warning", "warn"))
                .put("code", code.name())
                .put("count", count));
      }
    }
  }

  private static Optional<JsonObject> disk(MachineLoad machine) {
    boolean soon = machine.diskFullIn().filter(in -> in.compareTo(DISK_SOON) < 0).isPresent();
    return machine.diskUsed() >= DISK_WARN || soon
        ? Optional.of(
            item("disk", machine.diskUsed() >= DISK_BAD ? "bad" : "warn")
                .put("used", Math.round(machine.diskUsed() * 1000) / 1000.0)
                .put("full_in", machine.diskFullIn().map(Duration::toSeconds).orElse(null)))
        : Optional.empty();
  }

  private static JsonObject item(String kind, String level) {
    return new JsonObject().put("kind", kind).put("side", "machine").put("level", level);
  }
}
