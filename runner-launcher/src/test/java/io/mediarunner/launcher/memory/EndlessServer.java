package io.mediarunner.launcher.memory;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers each path with something that is very long. One connection, one answer. */
public final class EndlessServer implements AutoCloseable {
  /** Writes the answer, from its status line on. */
  public interface Answer {
    void write(OutputStream out) throws IOException;
  }

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

  public EndlessServer() throws IOException {
    threads.execute(
        () -> {
          while (!socket.isClosed()) {
            try {
              Socket connection = socket.accept();
              threads.execute(() -> serve(connection));
            } catch (IOException e) {
              return; // the test is over
            }
          }
        });
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      while (line != null) {
        String header = in.readLine();
        if (header == null || header.isEmpty()) {
          break;
        }
      }
      OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 1 << 16);
      answers.get(String.valueOf(line).split(" ")[1]).write(out);
      out.flush();
    } catch (IOException e) {
      // the client has had enough, as it should
    }
  }

  /**
   * @return the address of the path
   */
  public String serve(String path, Answer answer) {
    answers.put(path, answer);
    return String.format(Locale.ROOT, "http://127.0.0.1:%d%s", socket.getLocalPort(), path);
  }

  /** A text, then another again and again, without end. */
  public static Answer repeating(String once, String again) {
    return out -> {
      out.write(once.getBytes(StandardCharsets.ISO_8859_1));
      byte[] block =
          again.repeat(Math.max(1, 8192 / again.length())).getBytes(StandardCharsets.ISO_8859_1);
      while (true) {
        out.write(block);
      }
    };
  }

  /** A whole answer whose length is not known, with a body that is made as it is sent. */
  public static Answer body(Answer content) {
    return out -> {
      out.write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      content.write(out);
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
