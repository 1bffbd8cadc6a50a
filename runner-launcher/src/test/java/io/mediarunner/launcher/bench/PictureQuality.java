package io.mediarunner.launcher.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How close a rendition is to its source, at the rendition's size. VMAF where some ffmpeg measures
 * it: it needs both the filter and the filter's model, which most builds lack. SSIM and VIF always;
 * VIF, at four scales, is most of what VMAF is made of.
 */
final class PictureQuality {
  /** Names an ffmpeg whose libvmaf has its model. */
  static final String VMAF_FFMPEG = "VMAF_FFMPEG";

  /** VIF and VMAF are slow, and neighbouring frames are alike. */
  private static final String SOME = "select='not(mod(n\\,5))'";

  private static final Pattern VMAF_SCORE = Pattern.compile("VMAF score: ([\\d.]+)");
  private static final Pattern SSIM_SCORE = Pattern.compile("SSIM .* All:([\\d.]+)");
  private static final Pattern VIF_SCORE = Pattern.compile("VIF scale=\\d average:\\s*([\\d.]+)");

  /**
   * A measure: what it is called, how it is written, and how much less than the other's is fine.
   */
  enum Measure {
    VMAF("VMAF", "%+.2f", "≥ -0.5"),
    SSIM("SSIM", "%+.4f", "≥ -0.002"),
    VIF("VIF", "%+.3f", "");

    final String label;
    final String form;
    final String target;

    Measure(String label, String form, String target) {
      this.label = label;
      this.form = form;
      this.target = target;
    }
  }

  private final BenchRuns runs;
  private final Optional<String> vmaf;

  /** Finds out which ffmpeg measures what. */
  PictureQuality(BenchRuns runs) {
    this.runs = runs;
    Optional<String> named = Optional.ofNullable(System.getenv(VMAF_FFMPEG));
    this.vmaf =
        List.of(named.orElse(""), runs.ffmpeg().ffmpeg().toString()).stream()
            .filter(program -> !program.isEmpty())
            .filter(this::measuresVmaf)
            .findFirst();
  }

  /** For the head of a report. */
  String summary() {
    return vmaf.map(program -> "VMAF by " + program)
        .orElse(
            "no VMAF: no ffmpeg with libvmaf and its model found (" + VMAF_FFMPEG + " sets one)");
  }

  /** What there is to know of a rendition. */
  Map<Measure, Double> of(Path source, Path rendition) throws Exception {
    Map<Measure, Double> found = new EnumMap<>(Measure.class);
    if (vmaf.isPresent()) {
      String toolLog =
          runs.compare(
              vmaf.get(),
              source,
              rendition,
              String.format(Locale.ROOT, "[a]%1$s[c];[b]%1$s[d];[c][d]libvmaf", SOME));
      found.put(Measure.VMAF, mean(VMAF_SCORE, toolLog));
    }
    String toolLog =
        runs.compare(
            runs.ffmpeg().ffmpeg().toString(),
            source,
            rendition,
            String.format(
                Locale.ROOT,
                "[a]split[c][e];[b]split[d][f];[c][d]ssim;[e]%1$s[g];[f]%1$s[h];[g][h]vif",
                SOME));
    found.put(Measure.SSIM, mean(SSIM_SCORE, toolLog));
    found.put(Measure.VIF, mean(VIF_SCORE, toolLog));
    return found;
  }

  /** One row for each measure: a rendition's, minus that of another. */
  void rows(String name, Path source, Path rendition, Path other, String otherName)
      throws Exception {
    rows(name, source, rendition, other, otherName, Optional.empty());
  }

  /**
   * The same.
   *
   * @param target instead of those of the measures
   */
  void rows(
      String name,
      Path source,
      Path rendition,
      Path other,
      String otherName,
      Optional<String> target)
      throws Exception {
    Map<Measure, Double> own = of(source, rendition);
    Map<Measure, Double> theirs = of(source, other);
    own.forEach(
        (measure, value) ->
            BenchRuns.row(
                name,
                measure.label + ", minus " + otherName,
                String.format(
                    Locale.ROOT, measure.form, value - Objects.requireNonNull(theirs.get(measure))),
                target.orElse(measure.target)));
  }

  private boolean measuresVmaf(String program) {
    try {
      return runs.run(
              List.of(
                  program,
                  "-hide_banner",
                  "-nostdin",
                  "-f",
                  "lavfi",
                  "-i",
                  "testsrc2=s=192x108:d=0.2,split[a][b];[a][b]libvmaf",
                  "-f",
                  "null",
                  "-"),
              runs.folder())
          .contains("VMAF score");
    } catch (IOException e) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static double mean(Pattern score, String toolLog) throws IOException {
    Matcher found = score.matcher(toolLog);
    return found
        .results()
        .map((MatchResult one) -> one.group(1))
        .mapToDouble(Double::parseDouble)
        .average()
        .orElseThrow(() -> new IOException("no " + score + " in: " + toolLog));
  }
}
