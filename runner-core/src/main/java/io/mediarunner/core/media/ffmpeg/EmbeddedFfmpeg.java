package io.mediarunner.core.media.ffmpeg;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The ffmpeg that ships with the runner, inside a jar. Unpacked once into the cache, for machines
 * without their own ffmpeg.
 */
public final class EmbeddedFfmpeg {
  private final Path jar;
  private final Path cacheDir;

  /**
   * @param jar with the programs and their libraries
   * @param cacheDir folder to unpack them in
   */
  public EmbeddedFfmpeg(Path jar, Path cacheDir) {
    this.jar = Objects.requireNonNull(jar, "jar");
    this.cacheDir = Objects.requireNonNull(cacheDir, "cacheDir");
  }

  /** Whether it is present. */
  public boolean present() {
    return Files.isRegularFile(jar);
  }

  /**
   * The folder with ffmpeg, ffprobe and their libraries. The first call unpacks them into a
   * separate folder, which then appears by rename; two processes may do so at once.
   *
   * @throws IOException if the disk refuses
   */
  public Path unpack() throws IOException {
    // Size and time identify the content well enough: another version is another file.
    String name = Files.size(jar) + "-" + Files.getLastModifiedTime(jar).toMillis();
    Path folder = cacheDir.resolve("ffmpeg").resolve(name);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    Files.createDirectories(folder.getParent());
    Path temporary = Files.createTempDirectory(folder.getParent(), ".unpacking-");
    try {
      extract(temporary);
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException
        | DirectoryNotEmptyException
        | AtomicMoveNotSupportedException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    } finally {
      delete(temporary);
    }
    return folder;
  }

  private void extract(Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().filter(EmbeddedFfmpeg::isNeeded).toList();
      for (ZipEntry entry : entries) {
        Path file = folder.resolve(fileName(entry));
        try (InputStream in = zip.getInputStream(entry)) {
          Files.copy(in, file);
        }
        if (!file.toFile().setExecutable(true, false)) {
          throw new IOException("cannot make " + file + " executable");
        }
      }
    }
    for (String program : List.of("ffmpeg", "ffprobe")) {
      if (!Files.isExecutable(folder.resolve(program))) {
        throw new IOException(jar + " holds no " + program);
      }
    }
  }

  private static boolean isNeeded(ZipEntry entry) {
    String name = fileName(entry);
    boolean library = name.startsWith("lib") && name.contains(".so") && !name.startsWith("libjni");
    return !entry.isDirectory() && (library || name.equals("ffmpeg") || name.equals("ffprobe"));
  }

  private static String fileName(ZipEntry entry) {
    return entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
