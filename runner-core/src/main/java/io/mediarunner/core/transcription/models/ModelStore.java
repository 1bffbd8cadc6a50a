package io.mediarunner.core.transcription.models;

import io.mediarunner.core.text.Limits;
import io.mediarunner.core.text.SmallFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/**
 * The folder of models. A file appears there complete and verified, or not at all; next to each is
 * its SHA-256 in the format of {@code sha256sum}, to detect later changes.
 */
public final class ModelStore {
  /** {@code ggml}, as whisper.cpp writes it: a 32 bit number, low byte first. */
  private static final byte[] MAGIC = {'l', 'm', 'g', 'g'};

  private static final String SUM = ".sha256";
  private final Path folder;

  /**
   * @param folder; created with the first model
   */
  public ModelStore(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /** Result of verifying a file. */
  public record Verdict(boolean good, String detail) {}

  /** File of a model, whether it exists or not. */
  public Path file(KnownModel model) {
    return folder.resolve(model.fileName());
  }

  /** Folder of a partial download. */
  Path unfinished(KnownModel model) {
    return folder.resolve("." + model.fileName() + ".download");
  }

  /** All existing model files, known or not, sorted by name. */
  public List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches("ggml-.*\\.bin"))
          .sorted()
          .toList();
    }
  }

  /**
   * Installs a copy of a file.
   *
   * @throws IOException if it is not that model, or the disk refuses; nothing is installed then
   */
  public void install(KnownModel model, Path from) throws IOException {
    Files.createDirectories(folder);
    Path copy = folder.resolve("." + model.fileName() + ".import");
    try {
      Files.copy(from, copy, StandardCopyOption.REPLACE_EXISTING);
      adopt(model, copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Verifies a file in this folder and gives it its final name. */
  void adopt(KnownModel model, Path file) throws IOException {
    Verdict verdict = check(model, file);
    if (!verdict.good()) {
      throw new IOException(model.fileName() + ": " + verdict.detail() + "; nothing was installed");
    }
    String sum = new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file);
    Path note = folder.resolve(model.fileName() + SUM);
    Path unfinished = folder.resolve("." + model.fileName() + SUM);
    Files.writeString(unfinished, sum + "  " + model.fileName() + "\n");
    Files.move(file, file(model), StandardCopyOption.ATOMIC_MOVE);
    Files.move(unfinished, note, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Verdict check(KnownModel model, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        return new Verdict(false, "not a model in whisper.cpp's format");
      }
    }
    if (model.checksum().isPresent()) {
      KnownModel.Checksum wanted = model.checksum().get();
      String got = new DigestUtils(wanted.algorithm()).digestAsHex(file);
      return got.equals(wanted.hex())
          ? new Verdict(true, wanted.algorithm() + " matches")
          : new Verdict(
              false,
              String.format(
                  Locale.ROOT,
                  "checksum mismatch (%s %s, expected %s)",
                  wanted.algorithm(),
                  got,
                  wanted.hex()));
    }
    return new Verdict(true, "the format is valid; no checksum is published");
  }

  /**
   * Verifies an installed file: against the published checksum if there is one, and against its
   * state at installation.
   */
  public Verdict verify(Path file) throws IOException {
    String name = file.getFileName().toString();
    Optional<KnownModel> model = KnownModel.of(name);
    Path note = folder.resolve(name + SUM);
    if (Files.isRegularFile(note)) {
      String noted = SmallFile.text(note, Limits.LINE).split("\\s")[0];
      if (!new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file).equals(noted)) {
        return new Verdict(false, "changed since installation");
      }
    }
    if (model.isPresent()) {
      return check(model.get(), file);
    }
    return new Verdict(
        Files.isRegularFile(note),
        Files.isRegularFile(note)
            ? "unchanged since installation"
            : "unknown file, no checksum to compare");
  }
}
