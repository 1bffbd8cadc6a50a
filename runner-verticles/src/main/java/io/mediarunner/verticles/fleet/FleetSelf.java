package io.mediarunner.verticles.fleet;

import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.fleet.order.PieceOrder;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** What this member says of itself, and what it does at present. Any thread. */
public final class FleetSelf {
  private final String name;
  private final String version;
  private final String ffmpeg;
  private volatile boolean room = true;
  private volatile Supplier<Optional<PieceOrder>> helping = Optional::empty;

  /** Names and versions as in {@link Member}. */
  public FleetSelf(String name, String version, String ffmpeg) {
    this.name = Objects.requireNonNull(name, "name");
    this.version = Objects.requireNonNull(version, "version");
    this.ffmpeg = Objects.requireNonNull(ffmpeg, "ffmpeg");
  }

  Member now() {
    return new Member(name, version, ffmpeg, room);
  }

  /** Whether it has no task of its own. */
  void room(boolean now) {
    room = now;
  }

  void helpingWith(Supplier<Optional<PieceOrder>> piece) {
    helping = piece;
  }

  /** The piece of another member's encode that it works on. */
  Optional<PieceOrder> piece() {
    return helping.get();
  }
}
