package io.mediarunner.core.hostile;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that nobody may contact, on every address of this machine, and a file nobody may read.
 */
final class Canary implements AutoCloseable {
  static final String SECRET = "canary-7f3a91-sings";
  private final AtomicInteger contacts = new AtomicInteger();
  private final ServerSocket socket = new ServerSocket(0);
  private final Path file;

  Canary(Path folder) throws IOException {
    file = Files.writeString(folder.resolve("canary.txt"), SECRET + "\n");
    Thread listener = new Thread(this::listen, "canary");
    listener.setDaemon(true);
    listener.start();
  }

  private void listen() {
    while (!socket.isClosed()) {
      try (Socket contact = socket.accept()) {
        contacts.incrementAndGet();
        contact
            .getOutputStream()
            .write(("HTTP/1.0 200 OK\r\n\r\n" + SECRET).getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // it hung up, or the test is over
      }
    }
  }

  int port() {
    return socket.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/" + SECRET;
  }

  Path file() {
    return file;
  }

  int contacts() {
    return contacts.get();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
