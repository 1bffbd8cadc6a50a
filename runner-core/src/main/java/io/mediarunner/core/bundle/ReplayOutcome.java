package io.mediarunner.core.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a task ended, as far as it can be compared.
 *
 * @param code why it failed; empty if it did not
 * @param hashes SHA-256 of each result, by path
 * @param info what {@code info_video.json} holds; missing if there is none
 */
public record ReplayOutcome(Optional<String> code, Map<String, String> hashes, JsonNode info) {
  /** Say when and where it was made, not what. */
  private static final Set<String> LOGS =
      Set.of("encoding.log", "info_video.json", "task_metadata.json");

  /** Differ between machines and versions of ffmpeg that do the same. */
  private static final Set<String> OF_THE_MACHINE =
      Set.of(
          "size",
          "bitrate",
          "peak_bitrate",
          "ffmpeg_version",
          "encoder",
          "acceleration",
          "attempts",
          "engine");

  public ReplayOutcome {
    Objects.requireNonNull(code, "code");
    hashes = Map.copyOf(hashes);
    Objects.requireNonNull(info, "info");
  }

  /** How alike two are. */
  public enum Likeness {
    /** Every result, byte by byte; or the same reason for failure. */
    IDENTICAL,
    /** The same files with the same facts, but other bytes. */
    ALIKE,
    DIFFERENT
  }

  /**
   * @param differences one sentence each; empty if identical
   */
  public record Comparison(Likeness likeness, List<String> differences) {
    public Comparison {
      differences = List.copyOf(differences);
    }
  }

  /** Compares this one with a later one. */
  public Comparison compare(ReplayOutcome now) {
    if (!code.equals(now.code)) {
      return new Comparison(
          Likeness.DIFFERENT,
          List.of("then " + code.orElse("completed") + ", now " + now.code.orElse("completed")));
    }
    List<String> different = new ArrayList<>();
    List<String> alike = new ArrayList<>();
    Set<String> files = new TreeSet<>(hashes.keySet());
    files.addAll(now.hashes.keySet());
    files.removeAll(LOGS);
    for (String file : files) {
      if (!hashes.containsKey(file)) {
        different.add(file + ": only now");
      } else if (!now.hashes.containsKey(file)) {
        different.add(file + ": only then");
      } else if (!Objects.equals(hashes.get(file), now.hashes.get(file))) {
        alike.add(file + ": other bytes");
      }
    }
    Map<String, JsonNode> then = facts();
    Map<String, JsonNode> later = now.facts();
    Set<String> facts = new TreeSet<>(then.keySet());
    facts.addAll(later.keySet());
    for (String fact : facts) {
      if (!Objects.equals(then.get(fact), later.get(fact))) {
        different.add(
            String.format(
                Locale.ROOT,
                "info_video.json: %s: then %s, now %s",
                fact,
                then.get(fact),
                later.get(fact)));
      }
    }
    Likeness likeness =
        !different.isEmpty()
            ? Likeness.DIFFERENT
            : alike.isEmpty() ? Likeness.IDENTICAL : Likeness.ALIKE;
    different.addAll(alike);
    return new Comparison(likeness, different);
  }

  private Map<String, JsonNode> facts() {
    Map<String, JsonNode> facts = new LinkedHashMap<>();
    JsonNode kept = without(info.deepCopy());
    kept.fieldNames().forEachRemaining(name -> facts.put(name, kept.path(name)));
    return facts;
  }

  private static JsonNode without(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(OF_THE_MACHINE);
      object.forEach(ReplayOutcome::without);
    } else if (node instanceof ArrayNode array) {
      array.forEach(ReplayOutcome::without);
    }
    return node;
  }
}
