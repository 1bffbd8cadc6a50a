package io.mediarunner.launcher.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on the loopback address. */
public final class FreePorts {
  private static final int FROM = 12_000;
  private static final int TO = 32_000;
  private static final int TRIES = 100;

  private FreePorts() {}

  /**
   * The first of several consecutive free ports, below the ephemeral range: a runner that restarts
   * finds them still free.
   *
   * @throws IOException if none were found
   */
  public static int inARow(int count) throws IOException {
    for (int tries = 0; tries < TRIES; tries++) {
      List<ServerSocket> held = new ArrayList<>();
      try {
        int first = ThreadLocalRandom.current().nextInt(FROM, TO - count);
        for (int i = 0; i < count; i++) {
          held.add(new ServerSocket(first + i, 1, InetAddress.getLoopbackAddress()));
        }
        return first;
      } catch (IOException e) {
        // one of them is in use: try elsewhere
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    }
    throw new IOException("no " + count + " free ports in a row");
  }
}
