package io.mediarunner.launcher.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address that nobody listens on. */
public final class FreePorts {
  private static final int FROM = 12_000;
  private static final int TO = 32_000;
  private static final int TRIES = 100;

  private FreePorts() {}

  /**
   * The first of some free ports in a row, below those that the system gives to whoever asks: a
   * runner that is away for a while finds them free when it is back.
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
        // somebody has one of them: try elsewhere
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    }
    throw new IOException("no " + count + " free ports in a row");
  }
}
