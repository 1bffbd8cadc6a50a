package io.mediarunner.launcher.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was counted in one section, and what was wrong. Any thread. */
final class Tally {
  /** What must stay at zero comes last. */
  enum Count {
    TASKS("tasks", false),
    FAULTS("faults", false),
    RESTARTS("restarts", false),
    COMPLETED("completed", false),
    FAILED("failed", false),
    AGAIN("redelivered", false),
    LOST("lost", true),
    FALSE("false", true),
    TWICE("twice", true),
    ORPHANS("orphans", true),
    LEFTOVERS("leftovers", true),
    OTHER("other", true);

    private final String title;
    private final boolean wrong;

    Count(String title, boolean wrong) {
      this.title = title;
      this.wrong = wrong;
    }

    String title() {
      return title;
    }
  }

  private final String name;
  private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
  private final List<String> notes = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Tally(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  synchronized void add(Count count) {
    add(count, 1);
  }

  synchronized void add(Count count, int more) {
    counts.merge(count, more, Integer::sum);
  }

  synchronized int of(Count count) {
    return counts.getOrDefault(count, 0);
  }

  /** All that another one counted. */
  synchronized void add(Tally other) {
    synchronized (other) {
      other.counts.forEach(this::add);
      notes.addAll(other.notes);
      problems.addAll(other.problems);
    }
  }

  /** Something that must not be. */
  synchronized void wrong(Count count, String what) {
    add(count);
    problems.add(count.title() + ": " + what);
  }

  /** Worth a line, and in order. */
  synchronized void note(String what) {
    notes.add(what);
  }

  synchronized List<String> notes() {
    return List.copyOf(notes);
  }

  synchronized List<String> problems() {
    return Collections.unmodifiableList(new ArrayList<>(problems));
  }

  synchronized boolean clean() {
    return counts.keySet().stream().noneMatch(count -> count.wrong);
  }
}
