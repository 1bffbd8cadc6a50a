package io.mediarunner.launcher.setup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What suits this machine and this user; never a folder that a restart empties. */
final class Defaults {
  private static final int ANY_PORT = 8081;

  /** The address of this machine from which the Manager is reached. */
  String host(String manager) {
    try (DatagramSocket socket = new DatagramSocket()) { // connects, and sends nothing
      String host = Optional.ofNullable(URI.create(manager).getHost()).orElse("127.0.0.1");
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), ANY_PORT));
      return socket.getLocalAddress().getHostAddress();
    } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
      return "127.0.0.1";
    }
  }

  /** The machine's own name. */
  String name() {
    String name = "";
    try {
      name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      // not Linux
    }
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
    return plain.isEmpty() ? "media-runner" : plain;
  }
}
