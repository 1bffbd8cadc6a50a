package io.mediarunner.launcher.soak;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Passes HTTP/1.1 calls on to a server on this machine, one a connection, and does to each what it
 * is told to. Bare sockets and threads, for only they can reset a connection or close half of it.
 * Loopback only.
 */
final class FaultProxy implements AutoCloseable {
  private static final Duration DEAF = Duration.ofSeconds(1);
  private static final int PATIENCE_MILLIS = 120_000;
  private static final int HEAD_BYTES = 1 << 16;
  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
  private static final Pattern CONNECTION = Pattern.compile("(?im)^connection:.*\\r\\n");

  private final InetSocketAddress target;
  private final Duration silence;
  private final Function<String, Fault> plan;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private volatile ServerSocket server;
  private volatile int port;
  private volatile boolean closed;

  /**
   * @param target where calls go
   * @param silence how long a stalled answer says nothing
   * @param plan names the fault for a call by its first line, such as {@code GET /a HTTP/1.1}
   */
  FaultProxy(URI target, Duration silence, Function<String, Fault> plan) throws IOException {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getPort());
    this.silence = silence;
    this.plan = plan;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.port = server.getLocalPort();
    Thread thread = new Thread(this::accept, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** How often each fault was done so far. */
  Map<Fault, Integer> done() {
    synchronized (done) {
      return new EnumMap<>(done);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = server.accept();
        Thread thread = new Thread(() -> serve(socket), "fault-proxy-call");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        if (!closed) {
          listenAgain();
        }
      }
    }
  }

  /** The listening socket was closed on purpose: reopen it a moment later. */
  private void listenAgain() {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!closed && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(DEAF.toMillis());
        ServerSocket again = new ServerSocket();
        again.setReuseAddress(true);
        again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server = again;
        return;
      } catch (IOException e) {
        // not free yet
      } catch (InterruptedException e) {
        closed = true;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MILLIS);
      Message request = Message.read(client.getInputStream(), true);
      Fault fault = plan.apply(request.firstLine());
      synchronized (done) {
        done.merge(fault, 1, Integer::sum);
      }
      act(fault, client, request);
    } catch (IOException e) {
      // either side has had enough: that is what happens here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void act(Fault fault, Socket client, Message request)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    switch (fault) {
      case REFUSE -> {
        reset(client);
        server.close();
      }
      case RESET -> reset(client);
      case ERROR_500 ->
          out.write(
              "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.ISO_8859_1));
      case ANSWER_LOST -> {
        call(request);
        reset(client);
      }
      default -> answer(fault, client, out, call(request), request);
    }
    out.flush();
  }

  private void answer(Fault fault, Socket client, OutputStream out, Message answer, Message request)
      throws IOException, InterruptedException {
    byte[] body = answer.body();
    int half = body.length / 2;
    switch (fault) {
      case TRUNCATE -> {
        out.write(answer.head());
        out.write(body, 0, half);
      }
      case HALF_CLOSE -> {
        out.write(answer.head());
        client.shutdownOutput();
        client.getInputStream().readAllBytes();
      }
      case STALL -> {
        out.write(answer.head());
        out.write(body, 0, half);
        out.flush();
        TimeUnit.MILLISECONDS.sleep(silence.toMillis());
        out.write(body, half, body.length - half);
      }
      case LENGTH_TOO_LARGE -> {
        out.write(answer.withLength(body.length + 1000));
        out.write(body);
      }
      case LENGTH_TOO_SMALL -> {
        out.write(answer.withLength(half));
        out.write(body);
      }
      case DRIP -> {
        out.write(answer.head());
        int dripped = 0;
        for (; dripped < Math.min(body.length, silence.toSeconds()); dripped++) {
          out.write(body, dripped, 1);
          out.flush();
          TimeUnit.SECONDS.sleep(1);
        }
        out.write(body, dripped, body.length - dripped);
      }
      case TWICE -> {
        Message second = call(request);
        out.write(answer.head());
        out.write(body);
        out.write(second.head());
        out.write(second.body());
      }
      default -> {
        out.write(answer.head());
        out.write(body);
      }
    }
  }

  private Message call(Message request) throws IOException {
    try (Socket upstream = new Socket()) {
      upstream.setSoTimeout(PATIENCE_MILLIS);
      upstream.connect(target, PATIENCE_MILLIS);
      upstream.getOutputStream().write(request.head());
      upstream.getOutputStream().write(request.body());
      upstream.getOutputStream().flush();
      return Message.read(upstream.getInputStream(), false);
    }
  }

  /** Closed with a reset: what was not sent yet is thrown away. */
  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
  }

  /**
   * A request or an answer, one a connection.
   *
   * @param head first line and headers with the empty line after them
   * @param body as it goes over the wire
   */
  private record Message(byte[] head, byte[] body) {
    static Message read(InputStream in, boolean request) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int end = 0; // how much of CR LF CR LF has been seen
      while (end < 4) {
        int b = in.read();
        if (b < 0 || bytes.size() > HEAD_BYTES) {
          throw new IOException("incomplete header");
        }
        bytes.write(b);
        if (b == "\r\n\r\n".charAt(end)) {
          end++;
        } else {
          end = b == '\r' ? 1 : 0;
        }
      }
      String head = bytes.toString(StandardCharsets.ISO_8859_1);
      var length = LENGTH.matcher(head);
      byte[] body;
      if (length.find()) {
        body = in.readNBytes(Integer.parseInt(length.group(1)));
      } else {
        body = request ? new byte[0] : in.readAllBytes();
      }
      // One call a connection, so that a fault hits just one.
      String closing = CONNECTION.matcher(head).replaceAll("");
      closing = closing.substring(0, closing.length() - 2) + "Connection: close\r\n\r\n";
      return new Message(closing.getBytes(StandardCharsets.ISO_8859_1), body);
    }

    String firstLine() {
      String text = new String(head, StandardCharsets.ISO_8859_1);
      return text.substring(0, text.indexOf('\r'));
    }

    byte[] withLength(int length) {
      String text = new String(head, StandardCharsets.ISO_8859_1);
      return LENGTH
          .matcher(text)
          .replaceAll("Content-Length: " + length)
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
