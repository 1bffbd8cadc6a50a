package io.mediarunner.launcher.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before the Manager, and for a while answers in its place, a gigabyte at a time. */
final class ManagerRelay implements AutoCloseable {
  private static final long GIGABYTE = 1 << 30;
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger large = new AtomicInteger();
  private final URI manager;
  private volatile boolean raging;

  ManagerRelay(URI manager) throws IOException {
    this.manager = manager;
    threads.execute(
        () -> {
          while (!socket.isClosed()) {
            try {
              Socket runner = socket.accept();
              threads.execute(() -> serve(runner));
            } catch (IOException e) {
              return; // the test is over
            }
          }
        });
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Whether it answers by itself from now on. */
  void rage(boolean on) {
    raging = on;
  }

  /** How many large answers it has begun. */
  int large() {
    return large.get();
  }

  private void serve(Socket runner) {
    try (runner;
        Socket to = new Socket(manager.getHost(), manager.getPort())) {
      threads.execute(() -> pass(to, runner));
      byte[] block = new byte[1 << 16];
      InputStream in = runner.getInputStream();
      for (int count = in.read(block); count > 0; count = in.read(block)) {
        if (raging) {
          rage(runner.getOutputStream());
          return;
        }
        to.getOutputStream().write(block, 0, count);
      }
    } catch (IOException e) {
      // one of both has closed
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of both has closed
    }
  }

  private void rage(OutputStream out) throws IOException {
    large.incrementAndGet();
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + GIGABYTE;
    out.write((head + "\r\n\r\n{\"status\":\"").getBytes(StandardCharsets.US_ASCII));
    byte[] block = "x".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    for (long sent = 0; sent < GIGABYTE; sent += block.length) {
      out.write(block);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
