package io.mediarunner.verticles.files;

import io.mediarunner.core.task.TaskId;
import io.mediarunner.verticles.web.ApiError;
import io.mediarunner.verticles.web.ApiException;
import io.mediarunner.verticles.web.TaskIds;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task's manifest or one of its files, as an attachment or, for the dashboard, inline. A worker
 * thread opens the file; the kernel copies it to the socket.
 */
public final class ResultFileHandler implements Handler<RoutingContext> {
  private static final Logger log = LoggerFactory.getLogger(ResultFileHandler.class);

  /** Finds the requested file; touches the disk. */
  public interface Finder {
    Optional<Path> find(TaskId taskId, String name);
  }

  /** The request: a task and, except for the manifest, a file. */
  public record Wanted(String taskId, String name) {}

  private record Opened(FileChannel channel, FileFacts facts, String name) {}

  private final Vertx vertx;
  private final Function<String, String> contentType;
  private final boolean attached;
  private final Function<RoutingContext, Wanted> wanted;
  private final Finder finder;

  public ResultFileHandler(
      Vertx vertx, String contentType, Function<RoutingContext, Wanted> wanted, Finder finder) {
    this(vertx, name -> contentType, true, wanted, finder);
  }

  /**
   * @param contentType from the file's name
   * @param attached whether a browser should store it rather than show it
   * @param wanted reads the request
   */
  public ResultFileHandler(
      Vertx vertx,
      Function<String, String> contentType,
      boolean attached,
      Function<RoutingContext, Wanted> wanted,
      Finder finder) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.contentType = Objects.requireNonNull(contentType, "contentType");
    this.attached = attached;
    this.wanted = Objects.requireNonNull(wanted, "wanted");
    this.finder = Objects.requireNonNull(finder, "finder");
  }

  @Override
  public void handle(RoutingContext ctx) {
    Wanted asked = wanted.apply(ctx);
    TaskId id = TaskIds.of(asked.taskId(), ApiError.FILE_NOT_FOUND);
    vertx
        .executeBlocking(() -> open(id, asked.name()), false)
        .onSuccess(opened -> send(ctx, opened))
        .onFailure(ctx::fail);
  }

  private Opened open(TaskId id, String name) throws IOException {
    Path file = finder.find(id, name).orElseThrow(() -> new ApiException(ApiError.FILE_NOT_FOUND));
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    try {
      FileFacts facts = FileFacts.of(channel.size(), Files.getLastModifiedTime(file));
      return new Opened(channel, facts, file.getFileName().toString());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void send(RoutingContext ctx, Opened opened) {
    HttpServerResponse response = ctx.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType.apply(opened.name()));
    if (attached) {
      response.putHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(opened.name()));
    }
    Future<Void> sent;
    if (response.closed()) { // the client disconnected while the file was opened
      sent = Future.succeededFuture();
    } else {
      sent =
          FileAnswer.send(
              ctx,
              opened.facts(),
              range -> response.sendFile(opened.channel(), range.first(), range.length()));
    }
    sent.onComplete(
        (done, cause) -> {
          if (cause != null) {
            log.debug("response aborted: path={}", ctx.request().path(), cause);
          }
          close(opened.channel());
        });
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.warn("cannot close the result file", e);
    }
  }

  /** Names that need escaping are sent in the form of RFC 5987. */
  static String attachment(String name) {
    String escaped =
        URLEncoder.encode(name, StandardCharsets.UTF_8)
            .replace("+", "%20")
            .replace("*", "%2A")
            .replace("%7E", "~");
    return escaped.equals(name)
        ? "attachment; filename=\"" + name + "\""
        : "attachment; filename*=utf-8''" + escaped;
  }
}
