package io.mediarunner.launcher.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.mediarunner.launcher.soak.Tally.Count;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code soak}: injects faults around a runner, and counts the damage. */
@Command(
    name = "bin/soak",
    description = {
      "Inject faults into test runners and count what they lose.",
      "Exit code 0: nothing was lost, false or left behind."
    },
    mixinStandardHelpOptions = true)
public final class SoakCommand implements Callable<Integer> {
  private static final long LAST_MOMENT_SECONDS = 60;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SECTION",
      converter = SectionName.class,
      description =
          "Sections, comma-separated: kill, journal, wire, disk, stall, hostile, soak (default:"
              + " all).")
  private Set<Section> sections = EnumSet.allOf(Section.class);

  @Option(names = "--minutes", description = "Length of the section soak in minutes (default: 30).")
  private int minutes = 30;

  @Option(names = "--seed", description = "Seed of all random choices (default: a new one).")
  private long seed = new Random().nextInt(1_000_000);

  @Option(names = "--brief", description = "A little of everything, as in bin/test.")
  private boolean brief;

  private final PrintStream out = System.out;

  /** Runs without the launcher: {@code bin/soak} starts it from the test classes. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new SoakCommand()).execute(args));
  }

  /** Sections by their names in lower case. */
  static final class SectionName implements ITypeConverter<Section> {
    @Override
    public Section convert(String name) {
      return Section.valueOf(name.toUpperCase(Locale.ROOT));
    }
  }

  @Override
  public Integer call() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(interrupt(Thread.currentThread(), over)));
    try {
      return run();
    } finally {
      over.countDown();
    }
  }

  /** Ctrl-C at any moment leaves no process, mount or file behind. */
  private static Runnable interrupt(Thread main, CountDownLatch over) {
    return () -> {
      if (over.getCount() > 0) {
        main.interrupt();
      }
      try {
        over.await(LAST_MOMENT_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private int run() throws Exception {
    // Connections that break are what this is about.
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.vertx").setLevel(Level.OFF);
    Path home = Path.of(System.getProperty("runner.home", "")).toAbsolutePath();
    Scale scale = brief ? Scale.brief() : Scale.full(Duration.ofMinutes(minutes));
    out.println("seed " + seed);
    List<Tally> tallies = new ArrayList<>();
    for (Section section : EnumSet.copyOf(sections)) {
      tallies.add(run(section, home, scale));
    }
    out.println();
    out.print(table(tallies));
    boolean clean = tallies.stream().allMatch(Tally::clean);
    out.println(clean ? "Nothing was lost." : "FAILED: see the counts above.");
    return clean ? 0 : 1;
  }

  private Tally run(Section section, Path home, Scale scale) throws Exception {
    out.println("== " + section.title());
    Tally tally = new Tally(section.title());
    long begin = System.nanoTime();
    try {
      section.run(home, scale, new Random(seed), tally);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      tally.wrong(Count.OTHER, "aborted: " + e);
    }
    tally.note(
        String.format(Locale.ROOT, "took %d s", (System.nanoTime() - begin) / 1_000_000_000));
    tally.notes().forEach(note -> out.println("   " + note));
    tally.problems().forEach(problem -> out.println("!! " + problem));
    return tally;
  }

  /** One row a section, in the form of a table in Markdown. */
  static String table(List<Tally> tallies) {
    StringBuilder text = new StringBuilder("| section |");
    StringBuilder rule = new StringBuilder("|---|");
    for (Count count : Count.values()) {
      text.append(' ').append(count.title()).append(" |");
      rule.append("--:|");
    }
    text.append('\n').append(rule).append('\n');
    for (Tally tally : tallies) {
      text.append("| ").append(tally.name()).append(" |");
      for (Count count : Count.values()) {
        text.append(' ').append(tally.of(count)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }
}
