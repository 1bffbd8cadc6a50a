package io.mediarunner.launcher.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of a runner's API that mean no good: half a request, two requests in one, a wrong token,
 * a body a byte at a time, noise. Some of them stay and say nothing more.
 */
final class HostileClients implements AutoCloseable {
  private static final int STAY = 100;
  private static final long PAUSE_MILLIS = 20;
  private static final String POST = "POST /task/run HTTP/1.1\r\nHost: x\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final List<String> SHAPES =
      List.of(
          "",
          "GET /runner/ping HTT",
          "GET /runner/ping HTTP/1.1\r\nHost: x\r\nX: ",
          "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /runner/ping HTTP/1.1\r\nHost: x\r\n" + "X: x\r\n".repeat(3_000) + "\r\n",
          POST + JSON + "Authorization: Bearer wrong\r\nContent-Length: 2\r\n\r\n{}",
          POST + JSON + "Content-Length: 1000000000\r\n\r\n{\"task_id\":\"",
          POST + JSON + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
          POST + JSON + "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
          POST + JSON + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
          "GET /task/result/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /runner/ping HTTP/1.1\r\nHost: x\r\n\r\n".repeat(200),
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");

  private final List<Integer> ports;
  private final Random random;
  private final AtomicInteger sent = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "hostile-clients");

  /**
   * @param ports of the runner's instances, on the loopback address
   */
  HostileClients(List<Integer> ports, Random random) {
    this.ports = List.copyOf(ports);
    this.random = random;
  }

  void start() {
    thread.start();
  }

  /** How many connections there were. */
  int sent() {
    return sent.get();
  }

  private void run() {
    Deque<Socket> open = new ArrayDeque<>();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        connect(open);
        if (open.size() > STAY) {
          open.removeFirst().close();
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException | IOException e) {
      // over
    }
    open.forEach(HostileClients::closed);
  }

  private void connect(Deque<Socket> open) {
    try {
      int port = ports.get(random.nextInt(ports.size()));
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      open.addLast(socket);
      sent.incrementAndGet();
      OutputStream out = socket.getOutputStream();
      out.write(SHAPES.get(random.nextInt(SHAPES.size())).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    } catch (IOException e) {
      // refused or cut off, as it should be
    }
  }

  private static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // gone already
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
