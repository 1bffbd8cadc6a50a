package io.mediarunner.core.fleet.helper;

import io.mediarunner.core.fleet.order.PieceOrder;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a coordinator while a piece is encoded that its helper lives; on a thread of its own. */
final class Heartbeat implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  private final Coordinator coordinator;
  private final PieceOrder order;
  private final Runnable onEnd;
  private final Thread thread = new Thread(this::beat, "fleet-heartbeat");
  private volatile double fraction;
  private volatile boolean over;

  /**
   * @param onEnd called once if the coordinator does not want the piece any more
   */
  Heartbeat(Coordinator coordinator, PieceOrder order, Runnable onEnd) {
    this.coordinator = coordinator;
    this.order = order;
    this.onEnd = onEnd;
    thread.setDaemon(true);
    thread.start();
  }

  void progress(double done) {
    fraction = done;
  }

  /** Whether the piece is not wanted any more. */
  boolean over() {
    return over;
  }

  private void beat() {
    while (!over) {
      try {
        Thread.sleep(order.beatEvery().toMillis());
        if (!coordinator.beat(order, fraction)) {
          over = true;
          onEnd.run();
        }
      } catch (IOException e) {
        log.debug("fleet: the coordinator does not answer", e); // its lease decides
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
