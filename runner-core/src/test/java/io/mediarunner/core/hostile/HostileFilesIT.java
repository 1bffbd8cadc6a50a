package io.mediarunner.core.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.mediarunner.core.media.MediaLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of the corpus as a source, a recording, a Mediapackage, a cutting list, a logo,
 * credits and something to transcribe. In short form, each file has one of these roles.
 */
@Tag("security")
class HostileFilesIT {
  private static final boolean FULL = System.getProperty("security", "").equals("full");

  /** Part of the names of the files to try; all contain the empty text. */
  private static final String ONLY = System.getProperty("security.only", "");

  @TempDir private Path folder;

  @Test
  void noFileReachesTheNetworkReadsAnotherFileOrHoldsARunner() throws Exception {
    Endings endings = new Endings();
    try (Canary canary = new Canary(folder)) {
      Map<String, byte[]> files = corpus(canary);
      Trace trace = new Trace(folder.resolve("traces"));
      try (HostileLab lab =
          new HostileLab(Files.createDirectory(folder.resolve("lab")), canary, trace)) {
        int number = 0;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
          if (!file.getKey().contains(ONLY)) {
            continue;
          }
          String url = lab.serve(file.getKey(), file.getValue());
          for (Role role : Role.values()) {
            if (FULL || number++ % Role.values().length == 0) {
              endings.of(role, file.getKey(), lab, url);
            }
          }
          number++; // the next file has the next role
        }
      }
      Trace.Count traced = trace.count(canary.file());
      System.out.printf(
          Locale.ROOT,
          "security: files=%d %s; programs traced=%d sockets=%d canary contacts=%d canary"
              + " reads=%d%n",
          files.size(),
          endings,
          traced.programs(),
          traced.sockets().size(),
          canary.contacts(),
          traced.reads().size());
      endings.assertGood();
      assertThat(files).hasSizeGreaterThan(60);
      assertThat(traced.programs()).isGreaterThan(endings.count() / 4);
      assertThat(traced.sockets()).isEmpty();
      assertThat(traced.reads()).isEmpty();
      assertThat(canary.contacts()).isZero();
    }
  }

  private Map<String, byte[]> corpus(Canary canary) throws Exception {
    Map<String, byte[]> files = new LinkedHashMap<>(HostileText.all(canary));
    files.putAll(HostilePictures.all());
    MediaLab lab = new MediaLab(Files.createDirectory(folder.resolve("clips")));
    files.putAll(HostileContainers.all(lab, canary));
    return files;
  }
}
