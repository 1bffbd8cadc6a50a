package io.mediarunner.core.fetch;

import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.workspace.FreeSpace;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One download. {@link #run} blocks its caller; {@link #cancel} may come from any thread. An
 * interrupted download resumes if the server allows it, even in a later process that uses the same
 * folder.
 */
public final class Download {
  private static final Logger log = LoggerFactory.getLogger(Download.class);
  private static final int TRIES_WHILE_NOT_READY = 12;
  private static final int REDIRECTS = 10;
  private static final double GIB = 1024.0 * 1024 * 1024;

  /** Gets notified as bytes arrive. */
  public interface Listener {
    /**
     * @param bytes received so far
     * @param total expected; empty if the server does not say
     */
    void received(long bytes, Optional<Long> total);
  }

  private final CloseableHttpClient client;
  private final FetchPolicy policy;
  private final long maxBytes;
  private final FetchTimings timings;
  private final String url;
  private final Path folder;
  private final Listener listener;
  private final Object lock = new Object();
  private boolean cancelled;
  private @Nullable HttpGet request;

  // State of the last attempt: resuming must know that the rest belongs to the same file.
  private Optional<String> validator = Optional.empty();
  private String name = "";
  private boolean notReady;

  Download(
      CloseableHttpClient client,
      FetchPolicy policy,
      long maxBytes,
      FetchTimings timings,
      String url,
      Path folder,
      Listener listener) {
    this.client = client;
    this.policy = policy;
    this.maxBytes = maxBytes;
    this.timings = timings;
    this.url = url;
    this.folder = folder;
    this.listener = listener;
  }

  /**
   * Downloads, retrying where that can help.
   *
   * @throws TaskFailedException with a {@code SOURCE_…} code, {@code DISK_FULL}, or {@code
   *     CANCELLED}
   */
  public FetchedSource run() throws TaskFailedException {
    URI address = policy.check(url);
    Path part = folder.resolve("source.part");
    validator = ResumeInfo.validator(folder, url);
    for (int tries = 1; ; tries++) {
      try {
        long bytes = fetchOnce(address, part);
        Path file = folder.resolve(SourceName.stored(name));
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        ResumeInfo.delete(folder);
        return new FetchedSource(file, name, bytes);
      } catch (TryAgainException e) {
        throwIfCancelled();
        Backoff retry =
            notReady ? timings.retry().withTries(TRIES_WHILE_NOT_READY) : timings.retry();
        if (retry.exhausted(tries)) {
          String reason = Objects.requireNonNull(e.getMessage());
          throw new TaskFailedException(
              new Failure(
                  e.code,
                  String.format(
                      Locale.ROOT,
                      "Impossible to download %s file, with error: %s.",
                      masked(address),
                      reason.replaceAll("\\.+$", ""))),
              e);
        }
        Duration wait =
            e.retryAfter
                .filter(asked -> asked.compareTo(retry.most()) <= 0)
                .orElse(retry.delay(tries));
        log.info(
            "download interrupted, retrying in {} ms: url={} try={} reason={}",
            wait.toMillis(),
            masked(address),
            tries,
            e.getMessage());
        sleep(wait);
      } catch (IOException e) {
        throw new TaskFailedException(Failure.of(e), e);
      }
    }
  }

  /** Cancels the download; {@link #run} then fails with {@code CANCELLED}. Repeatable. */
  public void cancel() {
    synchronized (lock) {
      cancelled = true;
      if (request != null) {
        request.cancel();
      }
      lock.notifyAll();
    }
  }

  private long fetchOnce(URI address, Path part)
      throws TaskFailedException, TryAgainException, IOException {
    URI hop = address;
    for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
      long have = validator.isPresent() && Files.exists(part) ? Files.size(part) : 0;
      HttpGet get = get(hop, have);
      try (ClassicHttpResponse response = execute(get)) {
        if (response.getCode() == HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE && have > 0) {
          validator = Optional.empty(); // the partial download is useless: start over at once
          continue;
        }
        Optional<URI> next = redirect(hop, response);
        if (next.isEmpty()) {
          return receiveOrBreakOff(get, hop, response, part, have);
        }
        hop = next.get();
      } finally {
        synchronized (lock) {
          request = null;
        }
      }
    }
    throw new TaskFailedException(
        FailureCode.SOURCE_UNAVAILABLE, "The source URL redirects too many times.");
  }

  /**
   * Closing a response first reads the rest of it, however long that takes; a failed one is aborted
   * instead.
   */
  private long receiveOrBreakOff(
      HttpGet get, URI hop, ClassicHttpResponse response, Path part, long have)
      throws TaskFailedException, TryAgainException, IOException {
    boolean whole = false;
    try {
      long bytes = receive(hop, response, part, have);
      whole = true;
      return bytes;
    } finally {
      if (!whole) {
        get.cancel();
      }
    }
  }

  private HttpGet get(URI hop, long have) throws TaskFailedException {
    HttpGet get = new HttpGet(hop);
    get.setHeader(HttpHeaders.ACCEPT, "*/*");
    // A compressed response would not have the announced length and could not be resumed.
    get.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    if (have > 0) {
      get.setHeader(HttpHeaders.RANGE, "bytes=" + have + "-");
      get.setHeader(HttpHeaders.IF_RANGE, validator.orElseThrow());
    }
    synchronized (lock) {
      throwIfCancelled();
      request = get;
    }
    return get;
  }

  private ClassicHttpResponse execute(HttpGet get) throws TaskFailedException, TryAgainException {
    try {
      return client.executeOpen(null, get, null);
    } catch (FetchPolicy.PrivateAddressException e) {
      throw new TaskFailedException(
          new Failure(
              FailureCode.SOURCE_URL_INVALID,
              "The source URL points to a private network, which this runner may not access (DOWNLOAD_ALLOW_PRIVATE_NETWORKS)."),
          e);
    } catch (IOException e) {
      throwIfCancelled();
      throw new TryAgainException(FailureCode.SOURCE_UNAVAILABLE, reason(e), e);
    }
  }

  private Optional<URI> redirect(URI hop, ClassicHttpResponse response) throws TaskFailedException {
    int status = response.getCode();
    if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
      return Optional.empty();
    }
    String location =
        header(response, HttpHeaders.LOCATION)
            .orElseThrow(
                () ->
                    new TaskFailedException(
                        FailureCode.SOURCE_UNAVAILABLE,
                        "The source URL redirects without a Location header."));
    return Optional.of(policy.check(hop.resolve(policy.reference(location)).toString()));
  }

  private long receive(URI hop, ClassicHttpResponse response, Path part, long have)
      throws TaskFailedException, TryAgainException, IOException {
    checkStatus(hop, response, have);
    boolean resumed = response.getCode() == 206;
    long start = resumed ? have : 0;
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    Optional<Long> total = length < 0 ? Optional.empty() : Optional.of(start + length);
    if (total.isPresent()) {
      checkSize(total.get());
      checkSpace(total.get() - start);
    }
    name = SourceName.of(hop, header(response, "Content-Disposition"));
    notReady = length <= 0 && isPage(response);
    validator =
        header(response, HttpHeaders.ETAG)
            .filter(tag -> !tag.startsWith("W/"))
            .or(() -> header(response, HttpHeaders.LAST_MODIFIED));
    if (validator.isPresent()) {
      ResumeInfo.write(folder, url, validator.get());
    } else {
      ResumeInfo.delete(folder);
    }
    long bytes = entity == null ? start : copy(entity.getContent(), part, start, total);
    if (bytes == 0) {
      throw new TryAgainException(
          FailureCode.SOURCE_INCOMPLETE,
          String.format(
              Locale.ROOT,
              "the server sent an empty file (Content-Length %s, Content-Type %s)",
              header(response, HttpHeaders.CONTENT_LENGTH).orElse("unknown"),
              header(response, HttpHeaders.CONTENT_TYPE).orElse("unknown")),
          null);
    }
    if (total.isPresent() && bytes != total.get()) {
      throw new TryAgainException(
          FailureCode.SOURCE_INCOMPLETE,
          String.format(Locale.ROOT, "only %d of %d bytes arrived", bytes, total.get()),
          null);
    }
    return bytes;
  }

  private void checkStatus(URI hop, ClassicHttpResponse response, long have)
      throws TaskFailedException, TryAgainException {
    int status = response.getCode();
    if (status == 200 || (status == 206 && have > 0)) {
      return;
    }
    if (status == 404 || status == 410) {
      throw new TaskFailedException(
          FailureCode.SOURCE_NOT_FOUND,
          String.format(Locale.ROOT, "The %s file was not found on the server.", masked(hop)));
    }
    String message = "server returned HTTP " + status;
    boolean passing =
        status == 408 || status == 416 || status == 425 || status == 429 || status >= 500;
    if (!passing) {
      throw new TaskFailedException(
          FailureCode.SOURCE_UNAVAILABLE,
          String.format(Locale.ROOT, "Impossible to download %s file: %s.", masked(hop), message));
    }
    throw new TryAgainException(
        FailureCode.SOURCE_UNAVAILABLE, message, null, retryAfter(response));
  }

  private long copy(InputStream in, Path part, long start, Optional<Long> total)
      throws TaskFailedException, TryAgainException, IOException {
    byte[] buffer = new byte[1 << 16];
    long bytes = start;
    Pace pace = new Pace(timings.silence(), start);
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(start);
      out.position(start);
      while (true) {
        int n;
        try {
          n = in.read(buffer);
        } catch (IOException e) {
          throwIfCancelled();
          throw new TryAgainException(FailureCode.SOURCE_INCOMPLETE, reason(e), e);
        }
        if (n < 0) {
          return bytes;
        }
        out.write(ByteBuffer.wrap(buffer, 0, n));
        bytes += n;
        if (pace.tooSlow(bytes)) {
          throw new TryAgainException(
              FailureCode.SOURCE_INCOMPLETE, "the download was slower than 1 KiB/s", null);
        }
        checkSize(bytes);
        throwIfCancelled();
        listener.received(bytes, total);
      }
    }
  }

  private void checkSize(long bytes) throws TaskFailedException {
    if (maxBytes > 0 && bytes > maxBytes) {
      throw new TaskFailedException(
          FailureCode.SOURCE_TOO_LARGE,
          String.format(
              Locale.ROOT,
              "The source is at least %.2f GB; this runner accepts up to %.2f GB.",
              bytes / GIB,
              maxBytes / GIB));
    }
  }

  private void checkSpace(long needed) throws TaskFailedException {
    OptionalLong left = FreeSpace.usable(folder);
    if (left.isPresent() && left.getAsLong() < needed) {
      throw new TaskFailedException(
          FailureCode.DISK_FULL, "The runner does not have enough disk space for this source.");
    }
  }

  private void sleep(Duration wait) throws TaskFailedException {
    long end = System.nanoTime() + wait.toNanos();
    synchronized (lock) {
      for (long left = wait.toMillis();
          left > 0 && !cancelled;
          left = (end - System.nanoTime()) / 1_000_000) {
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          cancelled = true;
        }
      }
    }
    throwIfCancelled();
  }

  private void throwIfCancelled() throws TaskFailedException {
    synchronized (lock) {
      if (cancelled) {
        throw new TaskFailedException(Failure.CANCELLED);
      }
    }
  }

  private static boolean isPage(ClassicHttpResponse response) {
    String type = header(response, HttpHeaders.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("text/html") || type.startsWith("application/xhtml+xml");
  }

  private static Optional<Duration> retryAfter(ClassicHttpResponse response) {
    return header(response, HttpHeaders.RETRY_AFTER)
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  private static Optional<String> header(ClassicHttpResponse response, String header) {
    return Optional.ofNullable(response.getFirstHeader(header)).map(Header::getValue);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The URL without its secret parts: user and query. */
  private static String masked(URI uri) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?…";
    return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath() + query;
  }

  /** This attempt failed in a way that may be temporary. */
  private static final class TryAgainException extends Exception {
    private static final long serialVersionUID = 1L;
    private final FailureCode code;
    private final transient Optional<Duration> retryAfter;

    TryAgainException(FailureCode code, String message, @Nullable Throwable cause) {
      this(code, message, cause, Optional.empty());
    }

    TryAgainException(
        FailureCode code,
        String message,
        @Nullable Throwable cause,
        Optional<Duration> retryAfter) {
      super(message, cause);
      this.code = code;
      this.retryAfter = retryAfter;
    }
  }
}
