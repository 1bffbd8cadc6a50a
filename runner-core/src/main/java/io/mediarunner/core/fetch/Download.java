package io.mediarunner.core.fetch;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.error.Failure;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.net.Watchdog;
import io.mediarunner.core.net.WebUrl;
import io.mediarunner.core.retry.Backoff;
import io.mediarunner.core.text.Quoted;
import io.mediarunner.core.workspace.FreeSpace;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.net.URIAuthority;
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

  /** A try that brings this much more counts as none: the file is on its way. */
  private static final long PROGRESS = 1L << 20;

  private static final Map<Integer, String> EXPLANATIONS =
      Map.of(
          401, " (it wants a login)",
          403, " (access is forbidden)",
          407, " (it wants a login as a proxy does)",
          451, " (unavailable for legal reasons)");

  private static final String PROXY_LOGIN =
      " (the proxy of HTTP_PROXY or HTTPS_PROXY wants a login)";

  private static final Pattern JAVA_NAME = Pattern.compile("\\w+\\.\\w+\\.[A-Z]|Exception");

  /** Gets notified as bytes arrive. */
  public interface Listener {
    /**
     * @param bytes received so far
     * @param total expected; empty if the server does not say
     */
    void received(long bytes, Optional<Long> total);
  }

  private final FetchTools tools;
  private final SizeLimit limit;
  private final String url;
  private final Path folder;
  private final Listener listener;
  private final CookieJar cookies = new CookieJar();
  private final Map<WebUrl.Origin, WebUrl> logins = new HashMap<>();
  private final Optional<Secret> token;
  private final Object lock = new Object();
  private boolean cancelled;
  private @Nullable HttpGet request;

  // State of the last attempt: resuming must know that the rest belongs to the same file.
  private Optional<ResumePoint> resume = Optional.empty();
  private Deadline deadline;
  private String name = "";
  private boolean notReady;

  Download(FetchTools tools, SizeLimit limit, String url, Path folder, Listener listener) {
    this(tools, limit, url, folder, Optional.empty(), listener);
  }

  /**
   * @param token sent as bearer token to the server of the address, and to no other
   */
  Download(
      FetchTools tools,
      SizeLimit limit,
      String url,
      Path folder,
      Optional<Secret> token,
      Listener listener) {
    this.token = token;
    this.tools = tools;
    this.limit = limit;
    this.url = url;
    this.folder = folder;
    this.listener = listener;
    this.deadline = new Deadline(tools.longest(), System::nanoTime);
  }

  /**
   * Downloads, retrying where that can help.
   *
   * @throws TaskFailedException with a {@code SOURCE_…} code, {@code DISK_FULL}, {@code TIME_LIMIT}
   *     or {@code CANCELLED}
   */
  public FetchedSource run() throws TaskFailedException {
    WebUrl address = tools.policy().check(url);
    Path part = folder.resolve("source.part");
    deadline = new Deadline(tools.longest(), System::nanoTime);
    try {
      Optional<Path> local = tools.local().file(address);
      if (local.isPresent()) {
        return link(address, local.get());
      }
      resume = ResumeInfo.read(folder, url);
      long most = size(part);
      for (int tries = 1; ; tries++) {
        try {
          WebUrl source = fetchOnce(address, part);
          long bytes = size(part);
          Path file = folder.resolve(SourceName.stored(name));
          Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
          ResumeInfo.delete(folder);
          return new FetchedSource(file, name, bytes, source);
        } catch (TryAgainException e) {
          throwIfCancelled();
          boolean further = size(part) >= most + PROGRESS;
          most = Math.max(most, size(part));
          tries = further ? 0 : tries;
          if (retry(notReady).exhausted(tries)) {
            Optional<Failure> ours = Failure.ofMachine(e);
            if (ours.isPresent()) {
              throw new TaskFailedException(ours.get(), e);
            }
            throw failed(address, e, String.valueOf(e.getMessage()));
          }
          Duration wait = wait(address, e, Math.max(1, tries));
          log.info(
              "download interrupted, retrying in {} ms: url={} try={} reason={}",
              wait.toMillis(),
              address,
              tries,
              e.getMessage());
          log.debug("download interrupted: url={}", address, e);
          sleep(wait);
        }
      }
    } catch (IOException e) {
      throw new TaskFailedException(Failure.of(e), e);
    }
  }

  /** A file of this machine: a second name for it, or a copy where that is not possible. */
  private FetchedSource link(WebUrl address, Path local) throws IOException, TaskFailedException {
    name = SourceName.of(address, Optional.empty());
    long bytes = Files.size(local);
    limit.check(bytes);
    Path file = folder.resolve(SourceName.stored(name));
    Files.deleteIfExists(file);
    try {
      Files.createLink(file, local);
    } catch (IOException | UnsupportedOperationException e) {
      log.debug("copied, since it cannot be linked: {}", local, e);
      Files.copy(local, file);
    }
    listener.received(bytes, Optional.of(bytes));
    return new FetchedSource(file, name, bytes, address);
  }

  private static long size(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static TaskFailedException failed(WebUrl address, TryAgainException e, String reason) {
    return new TaskFailedException(
        new Failure(
            e.code,
            String.format(
                Locale.ROOT,
                "Impossible to download %s file, with error: %s.",
                Quoted.of(address),
                reason.replaceAll("\\.+$", ""))),
        e);
  }

  private Backoff retry(boolean notReady) {
    Backoff retry = tools.timings().retry();
    return notReady ? retry.withTries(TRIES_WHILE_NOT_READY) : retry;
  }

  /** As long as the server asks, else by the schedule. */
  private Duration wait(WebUrl address, TryAgainException e, int tries) throws TaskFailedException {
    Duration longest = tools.timings().longestRetryAfter();
    Duration wait = e.retryAfter.orElse(tools.timings().retry().delay(tries));
    if (wait.compareTo(longest) > 0 && e.retryAfter.isPresent()) {
      throw failed(
          address,
          e,
          String.format(
              Locale.ROOT,
              "%s and asks to wait for %d s; this runner waits %d s at most",
              e.getMessage(),
              wait.toSeconds(),
              longest.toSeconds()));
    }
    if (deadline.left().compareTo(wait) <= 0) {
      throw outOfTime();
    }
    return wait;
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

  /**
   * @return where the file came from in the end
   */
  private WebUrl fetchOnce(WebUrl address, Path part)
      throws TaskFailedException, TryAgainException, IOException {
    WebUrl hop = address;
    for (int requests = 0; requests <= REDIRECTS; requests++) {
      if (hop.credentials().isPresent()) {
        logins.put(hop.origin(), hop);
      } else if (logins.containsKey(hop.origin())) {
        hop = hop.withCredentialsOf(logins.get(hop.origin()));
      }
      long have = resume.isPresent() ? size(part) : 0;
      HttpGet get = get(hop, have);
      if (token.isPresent() && hop.origin().equals(address.origin())) {
        get.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token.get().value());
      }
      Watchdog.Guard end = tools.watchdog().guard(deadline.left(), get::cancel);
      try {
        ClassicHttpResponse response = execute(hop, get);
        try {
          if (have > 0 && response.getCode() == 416 && resume.get().isAll(response, have)) {
            name = SourceName.of(hop, Optional.empty());
            return hop;
          }
          if (have > 0 && !fits(response, have)) {
            // What is there does not belong to what comes: from the beginning, at once.
            resume = Optional.empty();
            ResumeInfo.delete(folder);
            continue;
          }
          Optional<WebUrl> next = redirect(hop, response);
          if (next.isEmpty()) {
            receive(hop, response, part, have);
            return hop;
          }
          hop = next.get();
        } finally {
          breakOff(get, response);
        }
      } finally {
        end.close();
        synchronized (lock) {
          request = null;
        }
      }
    }
    throw new TaskFailedException(
        FailureCode.SOURCE_UNAVAILABLE, "The source URL redirects too many times.");
  }

  /**
   * Closing an answer reads the rest of it first, however long that takes: it is cut off before.
   */
  private static void breakOff(HttpGet get, ClassicHttpResponse response) {
    get.cancel();
    try {
      response.close();
    } catch (IOException e) {
      log.debug("an answer that was cut off", e);
    }
  }

  /** Only two answers say something of a part: its rest, or that there is none. */
  private boolean fits(ClassicHttpResponse response, long have) {
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    return switch (response.getCode()) {
      case HttpStatus.SC_PARTIAL_CONTENT -> resume.get().continues(response, have, length);
      case HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE -> false;
      default -> true;
    };
  }

  private HttpGet get(WebUrl hop, long have) throws TaskFailedException {
    HttpGet get = new HttpGet("/");
    // Not by a URI of Java's: that takes neither every host nor every path.
    get.setScheme(hop.scheme());
    get.setAuthority(new URIAuthority(hop.host(), hop.hasUsualPort() ? -1 : hop.port()));
    get.setPath(hop.target());
    get.setHeader(HttpHeaders.ACCEPT, "*/*");
    // A compressed response would not have the announced length and could not be resumed.
    get.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
    hop.login()
        .map(login -> Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
        .ifPresent(login -> get.setHeader(HttpHeaders.AUTHORIZATION, "Basic " + login));
    if (have > 0) {
      get.setHeader(HttpHeaders.RANGE, "bytes=" + have + "-");
      get.setHeader(HttpHeaders.IF_RANGE, resume.get().validator());
    }
    synchronized (lock) {
      throwIfCancelled();
      request = get;
    }
    return get;
  }

  private ClassicHttpResponse execute(WebUrl hop, HttpGet get)
      throws TaskFailedException, TryAgainException {
    HttpClientContext context = HttpClientContext.create();
    context.setCookieStore(cookies.of(hop));
    ProxyRoutes.noteAddress(context, hop);
    Watchdog.Guard head = tools.watchdog().guard(tools.timings().head(), get::cancel);
    try {
      return tools.client().executeOpen(null, get, context);
    } catch (FetchPolicy.BarredAddressException e) {
      throw new TaskFailedException(
          new Failure(FailureCode.SOURCE_URL_INVALID, String.valueOf(e.getMessage())), e);
    } catch (UnknownHostException e) {
      throwIfOver();
      throw new TryAgainException(FailureCode.SOURCE_UNAVAILABLE, "the host name is not known", e);
    } catch (IOException e) {
      throwIfOver();
      Optional<String> untrusted = TlsFailure.certificate(e, tools.authoritiesSetting());
      if (untrusted.isPresent()) {
        throw new TaskFailedException(
            new Failure(
                FailureCode.SOURCE_UNTRUSTED,
                String.format(
                    Locale.ROOT,
                    "The server of %s cannot be trusted. %s",
                    Quoted.of(hop),
                    untrusted.get())),
            e);
      }
      // The same for a closed port, a filtered one and one that speaks something else: whoever
      // sends tasks must not learn from them what runs in this network.
      throw new TryAgainException(
          FailureCode.SOURCE_UNAVAILABLE,
          "the server cannot be reached or does not answer as a web server does",
          e);
    } finally {
      head.close();
    }
  }

  private Optional<WebUrl> redirect(WebUrl hop, ClassicHttpResponse response)
      throws TaskFailedException {
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
                        "The source address redirects without a Location header."));
    return Optional.of(tools.policy().redirect(hop, location));
  }

  private void receive(WebUrl hop, ClassicHttpResponse response, Path part, long have)
      throws TaskFailedException, TryAgainException, IOException {
    checkStatus(hop, response, have);
    boolean resumed = have > 0 && response.getCode() == HttpStatus.SC_PARTIAL_CONTENT;
    long start = resumed ? have : 0;
    HttpEntity entity = response.getEntity();
    long length = entity == null ? 0 : entity.getContentLength();
    boolean identity = ContentDecoding.isIdentity(response);
    OptionalLong total =
        length < 0 || !identity ? OptionalLong.empty() : OptionalLong.of(start + length);
    if (resumed) {
      OptionalLong known = resume.get().total();
      OptionalLong said = range(response).map(ContentRange::total).orElse(known);
      total = said.isPresent() ? said : known.isPresent() ? known : total;
    }
    limit.check(start + Math.max(0, length));
    limit.check(total.orElse(0));
    checkSpace(Math.max(0, length));
    name = SourceName.of(hop, header(response, "Content-Disposition"));
    notReady = length <= 0 && isPage(response);
    if (!resumed) {
      resume = identity ? ResumePoint.of(response, total) : Optional.empty();
      if (resume.isPresent()) {
        ResumeInfo.write(folder, url, resume.get());
      } else {
        ResumeInfo.delete(folder);
      }
    }
    long bytes = start;
    if (entity != null) {
      InputStream in = decoded(hop, response, entity); // closed by breaking the answer off
      bytes = copy(hop, in, part, start, total, new WebPage(isPage(response)));
    }
    checkWhole(response, bytes, total, resumed && bytes == start + length);
  }

  private static InputStream decoded(WebUrl hop, ClassicHttpResponse response, HttpEntity entity)
      throws TaskFailedException, TryAgainException {
    try {
      return ContentDecoding.open(response, entity.getContent());
    } catch (ContentDecoding.UnknownEncodingException e) {
      throw new TaskFailedException(
          new Failure(
              FailureCode.SOURCE_UNREADABLE,
              String.format(
                  Locale.ROOT,
                  "The server of %s sent the file compressed with \"%s\" although it was asked not"
                      + " to; switch that off for media files.",
                  Quoted.of(hop),
                  e.getMessage())),
          e);
    } catch (IOException e) {
      throw new TryAgainException(FailureCode.SOURCE_INCOMPLETE, reason(e), e);
    }
  }

  /**
   * @param piece whether all came that this answer was to bring, of a file that has more
   */
  private static void checkWhole(
      ClassicHttpResponse response, long bytes, OptionalLong total, boolean piece)
      throws TryAgainException {
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
    if (total.isPresent() && bytes != total.getAsLong()) {
      throw new TryAgainException(
          FailureCode.SOURCE_INCOMPLETE,
          String.format(Locale.ROOT, "only %d of %d bytes arrived", bytes, total.getAsLong()),
          null,
          piece ? Optional.of(Duration.ZERO) : Optional.empty());
    }
  }

  private void checkStatus(WebUrl hop, ClassicHttpResponse response, long have)
      throws TaskFailedException, TryAgainException {
    int status = response.getCode();
    boolean whole = range(response).filter(ContentRange::isWhole).isPresent();
    if (status == 200 || (status == 206 && (have > 0 || whole))) {
      return;
    }
    if (status == 404 || status == 410) {
      throw new TaskFailedException(
          FailureCode.SOURCE_NOT_FOUND,
          String.format(Locale.ROOT, "The %s file was not found on the server.", Quoted.of(hop)));
    }
    String message = "server returned HTTP " + status;
    boolean passing =
        status == 408
            || status == 416
            || status == 421
            || status == 423
            || status == 425
            || status == 429
            || status >= 500;
    if (!passing) {
      boolean ofProxy = status == 407 && tools.isProxied(hop);
      boolean refusal = status >= 400 && !ofProxy;
      throw new TaskFailedException(
          refusal ? FailureCode.SOURCE_REFUSED : FailureCode.SOURCE_UNAVAILABLE,
          String.format(
              Locale.ROOT,
              "Impossible to download %s file: %s%s.",
              Quoted.of(hop),
              message,
              ofProxy ? PROXY_LOGIN : EXPLANATIONS.getOrDefault(status, "")));
    }
    throw new TryAgainException(
        FailureCode.SOURCE_UNAVAILABLE, message, null, RetryAfter.of(response, Instant.now()));
  }

  private long copy(
      WebUrl hop, InputStream in, Path part, long start, OptionalLong total, WebPage page)
      throws TaskFailedException, TryAgainException, IOException {
    byte[] buffer = new byte[1 << 16];
    long bytes = start;
    Pace pace = new Pace(tools.timings().silence(), start);
    Optional<Long> announced =
        total.isPresent() ? Optional.of(total.getAsLong()) : Optional.empty();
    try (FileChannel out =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(start);
      out.position(start);
      while (true) {
        int n = read(in, buffer);
        if (n > 0 && start == 0) {
          page.add(buffer, n);
        }
        if (start == 0 && (page.isKnown() || (n < 0 && bytes > 0 && page.isOne()))) {
          throw isPage(hop, page);
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
        limit.check(bytes);
        throwIfOver();
        if (deadline.isTooSlowFor(total.orElse(bytes))) {
          throw outOfTime();
        }
        listener.received(bytes, announced);
      }
    }
  }

  private int read(InputStream in, byte[] buffer) throws TaskFailedException, TryAgainException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throwIfOver();
      throw new TryAgainException(FailureCode.SOURCE_INCOMPLETE, reason(e), e);
    }
  }

  private static TaskFailedException isPage(WebUrl hop, WebPage page) {
    return new TaskFailedException(
        FailureCode.SOURCE_UNREADABLE,
        String.format(
            Locale.ROOT,
            "A web page%s came from %s instead of a media file. Send the address of the file"
                + " itself, one that needs no login.",
            page.title().map(title -> " (\"" + title + "\")").orElse(""),
            Quoted.of(hop)));
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

  private void throwIfOver() throws TaskFailedException {
    throwIfCancelled();
    if (deadline.isOver()) {
      throw outOfTime();
    }
  }

  private TaskFailedException outOfTime() {
    return new TaskFailedException(
        FailureCode.TIME_LIMIT,
        String.format(
            Locale.ROOT,
            "The download took longer than a file of this size may take (DOWNLOAD_MAX_SECONDS of"
                + " this runner: %d).",
            tools.longest().toSeconds()));
  }

  private static boolean isPage(ClassicHttpResponse response) {
    String type = header(response, HttpHeaders.CONTENT_TYPE).orElse("").toLowerCase(Locale.ROOT);
    return type.startsWith("text/html") || type.startsWith("application/xhtml+xml");
  }

  private static Optional<ContentRange> range(ClassicHttpResponse response) {
    return header(response, HttpHeaders.CONTENT_RANGE).flatMap(ContentRange::parse);
  }

  private static Optional<String> header(ClassicHttpResponse response, String header) {
    return Optional.ofNullable(response.getFirstHeader(header)).map(Header::getValue);
  }

  /** Without names of Java classes, which some exceptions have instead of a message. */
  private static String reason(IOException e) {
    if (e instanceof EOFException) {
      return "the compressed file ends too early";
    }
    if (e instanceof ZipException) {
      return "the compressed file is damaged";
    }
    String message = String.valueOf(e.getMessage());
    return e.getMessage() == null || JAVA_NAME.matcher(message).find()
        ? "the connection broke off"
        : message;
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
