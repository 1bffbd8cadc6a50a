package io.mediarunner.launcher.soak;

import io.mediarunner.verticles.demo.ManagerDouble;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fetches the result of a task as the Manager does and looks whether it is complete: every file of
 * the manifest with its size and checksum, media of the right duration, playlists that list
 * existing files.
 */
final class ResultCheck {
  /** Last frames and encoder delays, in seconds. */
  private static final double TOLERANCE = 0.6;

  private final ManagerDouble manager;
  private final Programs programs;
  private final Path folder;

  /**
   * @param folder for one file at a time
   */
  ResultCheck(ManagerDouble manager, Programs programs, Path folder) {
    this.manager = manager;
    this.programs = programs;
    this.folder = folder;
  }

  /**
   * @return what is wrong with it; empty if nothing is
   */
  Optional<String> problem(Sent task) throws Exception {
    try {
      JsonObject manifest = Rig.wait(manager.manifest(task.id()));
      JsonArray entries = manifest.getJsonArray("entries");
      Set<String> names = new HashSet<>();
      for (int i = 0; i < entries.size(); i++) {
        names.add(entries.getJsonObject(i).getString("file_path"));
      }
      List<String> problems = new ArrayList<>();
      Set<String> files =
          manifest.getJsonArray("files").stream().map(String::valueOf).collect(Collectors.toSet());
      if (!names.equals(files)) {
        problems.add("the manifest's two lists differ");
      }
      for (int i = 0; i < entries.size(); i++) {
        check(task, entries.getJsonObject(i), names, problems);
      }
      essentials(task, names).ifPresent(problems::add);
      return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      return Optional.of("cannot be downloaded: " + e.getMessage());
    }
  }

  private static Optional<String> essentials(Sent task, Set<String> names) {
    Set<String> ofVideo = Set.of(".mp4", ".m3u8", ".ts", ".mp3", "info_video.json");
    Set<String> endings =
        task.source().type().equals("transcription") ? Set.of(".vtt", "info_video.json") : ofVideo;
    if (task.source().seconds() == 0) { // of any kind, audio alone for example
      endings = Set.of("info_video.json");
    }
    return endings.stream()
        .filter(ending -> names.stream().noneMatch(name -> name.endsWith(ending)))
        .findFirst()
        .map(ending -> "no " + ending + " among " + names);
  }

  private void check(Sent task, JsonObject entry, Set<String> names, List<String> problems)
      throws Exception {
    String name = entry.getString("file_path");
    Buffer bytes = Rig.wait(manager.file(task.id(), name));
    String sum =
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
    if (bytes.length() != entry.getLong("size") || !sum.equals(entry.getString("sha256"))) {
      problems.add(name + " differs from the manifest");
    }
    if (name.endsWith(".m3u8")) {
      playlist(task, name, bytes.toString(), names, problems);
    } else if (name.endsWith(".mp4") || name.endsWith(".mp3") || name.endsWith(".m4a")) {
      length(task, name, bytes, problems);
    } else if (name.endsWith(".vtt") && !bytes.toString().startsWith("WEBVTT")) {
      problems.add(name + " is not WebVTT");
    } else if (name.endsWith(".json")) {
      new JsonObject(bytes);
    }
  }

  private static void playlist(
      Sent task, String name, String text, Set<String> names, List<String> problems) {
    double seconds = 0;
    for (String line : text.lines().toList()) {
      if (line.startsWith("#EXTINF:")) {
        seconds += Double.parseDouble(line.substring(8).split(",")[0]);
      } else if (!line.isBlank() && !line.startsWith("#") && !names.contains(line)) {
        problems.add(name + " lists " + line + ", which does not exist");
      }
    }
    if (text.contains("#EXTINF:")) {
      if (!text.contains("#EXT-X-ENDLIST")) {
        problems.add(name + " is incomplete");
      }
      compare(task, name, seconds, problems);
    }
  }

  private void length(Sent task, String name, Buffer bytes, List<String> problems)
      throws IOException {
    Path file = folder.resolve("check-" + task.id());
    Files.write(file, bytes.getBytes());
    String seconds =
        programs.run(
            List.of(
                "ffprobe",
                "-v",
                "error",
                "-protocol_whitelist",
                "file",
                "-show_entries",
                "format=duration",
                "-of",
                "csv=p=0",
                "file:" + file));
    Files.delete(file);
    compare(task, name, Double.parseDouble(seconds.strip()), problems);
  }

  private static void compare(Sent task, String name, double seconds, List<String> problems) {
    double wanted = task.source().seconds();
    if (wanted > 0 && Math.abs(seconds - wanted) > TOLERANCE) {
      problems.add(
          String.format(Locale.ROOT, "%s lasts %.2f s instead of %.2f", name, seconds, wanted));
    }
  }
}
