package io.mediarunner.launcher.process;

import io.mediarunner.core.fetch.LocalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person names on the command line: files, folders of files, addresses. */
final class Sources {
  private Sources() {}

  /**
   * One source.
   *
   * @param text as a person would name it
   * @param address for the task
   * @param identity changes when the source does
   * @param local files that the task may use
   * @param label distinguishes its results from those of the others
   */
  record Source(String text, String address, String identity, LocalFiles local, String label) {}

  /**
   * @param named files, folders (all their visible files, by name, not deeper) and http(s)
   *     addresses
   * @throws IOException if one does not exist or cannot be read; the message names it
   */
  static List<Source> of(List<String> named) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (String text : named) {
      if (text.toLowerCase(Locale.ROOT).matches("https?://.*")) {
        sources.add(new Source(text, text, text, LocalFiles.NONE, label(nameIn(text))));
      } else {
        for (Path file : files(Path.of(text))) {
          sources.add(ofFile(file));
        }
      }
    }
    return distinct(sources);
  }

  private static Source ofFile(Path file) throws IOException {
    Path whole = file.toAbsolutePath().normalize();
    return new Source(
        file.toString(),
        LocalFiles.address(whole),
        String.format(
            Locale.ROOT,
            "%s %d %s",
            whole,
            Files.size(whole),
            Files.getLastModifiedTime(whole).toInstant()),
        new LocalFiles(Optional.ofNullable(whole.getParent())),
        label(String.valueOf(whole.getFileName())));
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isReadable(path)) {
      throw new IOException(path + ": " + whyUnreadable(path));
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .filter(
              file -> Files.isRegularFile(file) && !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static String whyUnreadable(Path path) {
    if (Files.exists(path)) {
      return "cannot be read";
    }
    boolean undecodable = path.toString().indexOf('\uFFFD') >= 0;
    return undecodable
        ? "the name is not valid UTF-8 where it shows \uFFFD; rename the file"
        : "no such file or folder";
  }

  private static String nameIn(String address) {
    String path = address.replaceAll("[?#].*", "").replaceAll("^[a-zA-Z]+://[^/]*/?", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** A file name without extension and without what a folder's name had better not hold. */
  private static String label(String name) {
    String stem = name.replaceAll("(?<=.)\\.[^.]*$", "").replaceAll("[\\p{Cntrl}/\\\\]", "_");
    return stem.isBlank() ? "source" : stem;
  }

  private static List<Source> distinct(List<Source> sources) {
    Map<String, Integer> seen = new HashMap<>();
    return sources.stream()
        .map(
            source -> {
              int count = seen.merge(source.label(), 1, Integer::sum);
              return count == 1
                  ? source
                  : new Source(
                      source.text(),
                      source.address(),
                      source.identity(),
                      source.local(),
                      source.label() + "-" + count);
            })
        .toList();
  }
}
