package io.mediarunner.verticles.manager;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A registered runner.
 *
 * @param id by which it heartbeats
 * @param url where it is called; no trailing slash
 * @param taskTypes wire names of what it offers
 * @param token by which it registered, and is called
 * @param heardAt of the last call that came from it
 */
record Runner(String id, String url, List<String> taskTypes, String token, Instant heardAt) {
  Runner {
    taskTypes = List.copyOf(taskTypes);
  }

  Runner offering(Set<String> types) {
    return new Runner(id, url, types.stream().sorted().toList(), token, heardAt);
  }

  Runner heard(Instant now) {
    return new Runner(id, url, taskTypes, token, now);
  }
}
