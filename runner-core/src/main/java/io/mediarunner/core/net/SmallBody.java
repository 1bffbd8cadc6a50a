package io.mediarunner.core.net;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/**
 * The text of an answer, which ends where it becomes too long; what follows is not read. An answer
 * that does not end in time fails, since a request's own timeout ends with the headers.
 */
public final class SmallBody implements HttpResponse.BodySubscriber<String> {
  private final int mostBytes;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private final CompletableFuture<String> ended;
  private Flow.Subscription subscription = new Ended();

  private SmallBody(int mostBytes, Duration limit) {
    this.mostBytes = mostBytes;
    this.ended =
        text.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((done, cause) -> subscription.cancel());
  }

  /**
   * @param mostBytes above 0; bytes that are not UTF-8 become replacement characters
   * @param limit from the headers to the end
   */
  public static HttpResponse.BodyHandler<String> text(int mostBytes, Duration limit) {
    return headers -> new SmallBody(mostBytes, limit);
  }

  @Override
  public CompletionStage<String> getBody() {
    return ended;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), mostBytes - kept.size())];
      buffer.get(bytes);
      kept.writeBytes(bytes);
    }
    if (kept.size() == mostBytes) {
      onComplete();
    }
  }

  @Override
  public void onError(Throwable cause) {
    text.completeExceptionally(cause);
  }

  @Override
  public void onComplete() {
    text.complete(kept.toString(StandardCharsets.UTF_8));
  }

  /** Before there is one. */
  private static final class Ended implements Flow.Subscription {
    @Override
    public void request(long count) {
      // nothing to ask for
    }

    @Override
    public void cancel() {
      // nothing to end
    }
  }
}
