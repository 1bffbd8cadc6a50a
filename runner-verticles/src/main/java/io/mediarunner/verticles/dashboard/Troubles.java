package io.mediarunner.verticles.dashboard;

import io.mediarunner.core.store.Quiet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Troubles of this machine over time: since when each lasts, and those that went away by
 * themselves, which are told for an hour. One thread.
 */
final class Troubles {
  private static final Duration TOLD = Duration.ofHours(1);

  /** What goes away is worth telling only of these. */
  private static final Set<String> WORTH_TELLING =
      Set.of("disk", "manager", "outbox", "storage", "tools");

  /** What was found when the runner started has no beginning: it is the same as before. */
  private static final String OF_THE_START = "engine";

  private final Duration worthTelling;
  private final Map<String, Episode> current = new LinkedHashMap<>();
  private final Map<String, Episode> over = new LinkedHashMap<>();

  private record Episode(JsonObject item, Instant from, Instant to) {}

  /**
   * @param worthTelling what was shorter is not told of once it is over
   */
  Troubles(Duration worthTelling) {
    this.worthTelling = worthTelling;
  }

  /**
   * One look.
   *
   * @param found what there is now, by its key
   * @param quiet what the operator knows of
   * @return all of it with {@code key} and {@code quiet}, and what is over
   */
  List<JsonObject> seen(Map<String, JsonObject> found, Instant now, Map<String, Quiet> quiet) {
    Map<String, Episode> before = new HashMap<>(current);
    current.clear();
    List<JsonObject> list = new ArrayList<>();
    found.forEach(
        (key, item) -> {
          Episode known = before.remove(key);
          Instant from = known == null ? now : known.from();
          current.put(key, new Episode(item, from, now));
          over.remove(key);
          Instant happened = item.getString("kind").equals(OF_THE_START) ? Instant.EPOCH : from;
          boolean hidden =
              Optional.ofNullable(quiet.get(key)).filter(q -> q.covers(happened, now)).isPresent();
          list.add(item.put("key", key).put("begun", from.toEpochMilli()).put("quiet", hidden));
        });
    before.forEach(
        (key, episode) -> {
          boolean told =
              WORTH_TELLING.contains(episode.item().getString("kind"))
                  && Duration.between(episode.from(), now).compareTo(worthTelling) >= 0;
          if (told) {
            over.put(key, new Episode(episode.item(), episode.from(), now));
          }
        });
    over.values().removeIf(episode -> Duration.between(episode.to(), now).compareTo(TOLD) > 0);
    over.forEach(
        (key, episode) ->
            list.add(
                episode
                    .item()
                    .copy()
                    .put("key", "over/" + key)
                    .put("level", "good")
                    .put("over", true)
                    .put("from", episode.from().toEpochMilli())
                    .put("to", episode.to().toEpochMilli())
                    .put(
                        "quiet",
                        Optional.ofNullable(quiet.get("over/" + key))
                            .filter(q -> q.covers(episode.to(), now))
                            .isPresent())));
    return list;
  }
}
