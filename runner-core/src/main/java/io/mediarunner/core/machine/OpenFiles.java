package io.mediarunner.core.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How many files this process may have open, and how many a runner needs. Connections count as
 * files, and so do libraries. Java raises its own soft limit to the hard one at startup.
 */
public final class OpenFiles {
  /** Libraries, event loops, journal, dashboard: what is open when nothing runs. */
  private static final int IDLE = 192;

  /** Port, connections, downloads, logs and pipes of one instance at work. */
  private static final int INSTANCE = 32;

  /** With fewer left once everything is open, a runner could not even be asked how it is. */
  private static final int LEAST_FREE = 16;

  /** Third column of proc(5)'s {@code limits}: the soft limit. */
  private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +(\\d+|unlimited) ");

  private OpenFiles() {}

  /**
   * How many open files a runner needs, with some connections from outside for each instance.
   *
   * @param instances above zero
   */
  public static int need(int instances) {
    return IDLE + 2 * INSTANCE * instances;
  }

  /** The limit of this process; empty where the system does not say, or there is none. */
  public static Optional<Long> limit() {
    try {
      return limit(Files.readString(Path.of("/proc/self/limits")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Optional<Long> limit(String limits) {
    Matcher line = LIMIT.matcher(limits);
    return line.find() && !line.group(1).equals("unlimited")
        ? Optional.of(Long.valueOf(line.group(1)))
        : Optional.empty();
  }

  /** How many are open now; empty where the system does not say. */
  public static Optional<Long> inUse() {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return Optional.of(files.count() - 1); // one is the listing itself
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Why a runner cannot work under a limit at all.
   *
   * @param inUse open files of a runner that has started and has nothing to do
   * @return empty if it can
   */
  public static Optional<String> obstacle(long limit, long inUse, int instances) {
    return limit - inUse >= LEAST_FREE
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the limit on open files is %d, and %d are open before the first task: raise it"
                    + " with LimitNOFILE=%d in the systemd unit, or ulimit -n %d before the start",
                limit,
                inUse,
                need(instances),
                need(instances)));
  }

  /**
   * What an operator should know about a limit.
   *
   * @return empty if it suffices
   */
  public static Optional<String> warning(long limit, int instances) {
    int need = need(instances);
    return limit >= need
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the limit on open files is %d, %d instance(s) need %d: raise it with"
                    + " LimitNOFILE=%d in the systemd unit, or ulimit -n %d before the start",
                limit,
                instances,
                need,
                need,
                need));
  }
}
