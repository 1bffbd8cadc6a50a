package io.mediarunner.launcher.soak;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** The kinds of fault, in the order in which they are tried. */
enum Section {
  /** SIGKILL at any moment. */
  KILL {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new KillMatrix(home, scale, random, tally).run();
    }
  },
  /** The process dies around each write of its journal. */
  JOURNAL {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new JournalCrashes(home, scale, random, tally).run();
    }
  },
  /** Connections that fail in every way. */
  WIRE {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new WireFaults(home, scale, random, tally).run();
    }
  },
  /** A disk that fills. */
  DISK {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new DiskFaults(home, scale, random, tally).run();
    }
  },
  /** Programs that stall. */
  STALL {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new StallFaults(home, tally).run();
    }
  },
  /** Sources and clients that mean no good. */
  HOSTILE {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new HostileFaults(home, scale, random, tally).run();
    }
  },
  /** What the runner stands on gives way: storage, tools, clock, journal. */
  GROUND {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new GroundFaults(home, scale, random, tally).run();
    }
  },
  /** Mixed work for a long time. */
  SOAK {
    @Override
    void run(Path home, Scale scale, Random random, Tally tally) throws Exception {
      new LongSoak(home, scale, random, tally).run();
    }
  };

  /**
   * Tries it all, and counts.
   *
   * @param home of the packaged runner
   * @throws Exception if it could not be tried at all
   */
  abstract void run(Path home, Scale scale, Random random, Tally tally) throws Exception;

  /** As on the command line. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
