package io.mediarunner.core.fetch;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ServerSocketFactory;

/** Says byte for byte what a test wants, also what no library would send. One request each. */
public final class ScriptedServer implements AutoCloseable {
  /** What was asked. */
  public record Request(String line, List<String> headers) {
    public Optional<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(header -> header.substring(prefix.length()).strip())
          .findFirst();
    }

    public String target() {
      return line.split(" ")[1];
    }
  }

  /** Answers one request; the connection is closed afterwards. */
  public interface Script {
    /**
     * @param number of the request, from 1
     */
    void answer(int number, Request request, OutputStream out) throws Exception;
  }

  public final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket socket;

  public ScriptedServer(Script script) throws IOException {
    this(ServerSocketFactory.getDefault(), script);
  }

  ScriptedServer(ServerSocketFactory sockets, Script script) throws IOException {
    socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(
        () -> {
          while (!socket.isClosed()) {
            try {
              Socket connection = socket.accept();
              threads.execute(() -> serve(connection, script));
            } catch (IOException e) {
              return; // closed: the test is over
            }
          }
        });
  }

  private void serve(Socket connection, Script script) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  new BufferedInputStream(connection.getInputStream()),
                  StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      List<String> headers = new ArrayList<>();
      for (String header = in.readLine();
          header != null && !header.isEmpty();
          header = in.readLine()) {
        headers.add(header);
      }
      Request request = new Request(line, headers);
      int number;
      synchronized (requests) {
        requests.add(request);
        number = requests.size();
      }
      OutputStream out = connection.getOutputStream();
      script.answer(number, request, out);
      out.flush();
    } catch (Exception e) {
      // the client hung up, as some tests want it to
    }
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** A head, each line closed, then the body. */
  public static void send(OutputStream out, byte[] body, String... head) throws IOException {
    out.write((String.join("\r\n", head) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
  }

  /** A whole file. */
  public static void sendFile(OutputStream out, byte[] body, String... headers) throws IOException {
    List<String> head = new ArrayList<>();
    head.add("HTTP/1.1 200 OK");
    head.add("Content-Length: " + body.length);
    head.addAll(List.of(headers));
    send(out, body, head.toArray(String[]::new));
  }

  public static void redirect(OutputStream out, String location, String... headers)
      throws IOException {
    List<String> head = new ArrayList<>();
    head.add("HTTP/1.1 302 Found");
    head.add("Content-Length: 0");
    head.add("Location: " + location);
    head.addAll(List.of(headers));
    send(out, new byte[0], head.toArray(String[]::new));
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
