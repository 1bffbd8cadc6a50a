package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.fleet.order.Member;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who has asked for work lately, and who of them may have some. Any thread. */
final class Members {
  private static final Logger log = LoggerFactory.getLogger(Members.class);
  private static final Duration PRESENT = Duration.ofSeconds(15);
  private static final Duration SHOWN = Duration.ofHours(1);
  private static final int MOST = 256;

  private final Map<String, FleetView.Seen> seen = new TreeMap<>();
  private final String version;
  private final String ffmpeg;
  private final Clock clock;

  Members(String version, String ffmpeg, Clock clock) {
    this.version = version;
    this.ffmpeg = ffmpeg;
    this.clock = clock;
  }

  /**
   * Notes a member.
   *
   * @return why it gets no work; empty if it may have some
   */
  synchronized Optional<String> seen(Member member) {
    Optional<String> problem = problem(member);
    Instant now = clock.instant();
    seen.values().removeIf(other -> other.at().isBefore(now.minus(SHOWN)));
    FleetView.Seen before = seen.get(member.name());
    if (before == null && seen.size() >= MOST) {
      return problem;
    }
    seen.put(member.name(), new FleetView.Seen(member, now, problem.orElse("")));
    boolean changed = before == null || !before.problem().equals(problem.orElse(""));
    if (changed && problem.isPresent()) {
      log.warn("fleet: {} gets no work: {}", member.name(), problem.get());
    } else if (changed) {
      log.info("fleet: {} has joined", member.name());
    }
    return problem;
  }

  private Optional<String> problem(Member member) {
    if (!member.version().equals(version)) {
      return Optional.of(
          "it runs Media Runner " + member.version() + ", the coordinator " + version);
    }
    if (!member.ffmpeg().equals(ffmpeg)) {
      return Optional.of("it has ffmpeg " + member.ffmpeg() + ", the coordinator " + ffmpeg);
    }
    return Optional.empty();
  }

  /** Whether anybody could help now. */
  synchronized boolean present() {
    Instant since = clock.instant().minus(PRESENT);
    return seen.values().stream()
        .anyMatch(member -> member.problem().isEmpty() && member.at().isAfter(since));
  }

  synchronized List<FleetView.Seen> all() {
    return List.copyOf(seen.values());
  }
}
