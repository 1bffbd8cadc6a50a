package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.config.Secret;
import io.mediarunner.core.database.StoreException;
import io.mediarunner.core.encoding.run.DivisibleEncode;
import io.mediarunner.core.encoding.run.SegmentWorkers;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fleet.FleetRules;
import io.mediarunner.core.fleet.FleetStore;
import io.mediarunner.core.fleet.Lease;
import io.mediarunner.core.fleet.LeaseState;
import io.mediarunner.core.fleet.LeaseTable;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.fleet.PiecePlan;
import io.mediarunner.core.fleet.Stretches;
import io.mediarunner.core.fleet.order.Delivered;
import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.task.TaskId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the long encodes of this runner with the members that ask for work, and works on them
 * itself. It alone decides about them, so a member that is cut off can neither claim nor deliver.
 * Any thread; the calls block for milliseconds, {@link #deliver} for seconds, {@link #encode} for
 * as long as the encode takes.
 */
public final class FleetCoordinator implements SegmentWorkers {
  private static final Logger log = LoggerFactory.getLogger(FleetCoordinator.class);

  private final FleetStore store;
  private final FleetRules rules;
  private final LeaseKeys keys;
  private final String self;
  private final Members members;
  private final Clock clock;
  private final ConcurrentSkipListMap<String, SharedEncode> encodes = new ConcurrentSkipListMap<>();
  private volatile Runnable opened = () -> {};

  /**
   * @param secret of the cluster
   * @param self name of this runner as a member; it does not help itself
   * @param version of this Media Runner; members need the same
   * @param ffmpeg version of this runner's; members need the same, or pieces would not join
   */
  public FleetCoordinator(
      FleetStore store,
      FleetRules rules,
      Secret secret,
      String self,
      String version,
      String ffmpeg,
      Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.rules = Objects.requireNonNull(rules, "rules");
    this.keys = new LeaseKeys(secret);
    this.self = Objects.requireNonNull(self, "self");
    this.members = new Members(version, ffmpeg, clock);
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * @param notice run whenever an encode begins that others may help with; returns at once, any
   *     thread
   */
  public void whenOpened(Runnable notice) {
    opened = Objects.requireNonNull(notice, "notice");
  }

  @Override
  public boolean encode(DivisibleEncode encode) throws TaskFailedException, IOException {
    PiecePlan plan = PiecePlan.of(encode.plan().seconds());
    if (!plan.divided() || !Stretches.possible(encode.plan())) {
      return false;
    }
    if (!members.present() && !begun(encode, plan)) {
      return false;
    }
    String id = encode.taskId().value();
    encode.prepare();
    LeaseTable table;
    try {
      table = store.table(encode.taskId(), encode.fingerprint(), plan, rules, clock);
    } catch (StoreException e) {
      log.warn("fleet: the ledger cannot be used, one run encodes the video: task={}", id, e);
      return false;
    }
    SharedEncode shared = new SharedEncode(encode, table, source(encode.source()));
    shared.settle();
    encode.log(
        String.format(
            Locale.ROOT, "the fleet encodes the video in %d pieces", plan.pieces().size()));
    log.info("fleet: {} pieces to encode: task={}", plan.pieces().size(), id);
    encodes.put(id, shared);
    opened.run();
    try {
      encode.audio();
      shared.work();
    } finally {
      encodes.remove(id, shared);
      shared.close();
    }
    summarize(encode, table);
    store.forget(encode.taskId());
    return true;
  }

  /** After a restart, what was delivered before is not given up because nobody has asked yet. */
  private static boolean begun(DivisibleEncode encode, PiecePlan plan) {
    return plan.pieces().stream()
        .anyMatch(piece -> encode.has(Stretches.of(encode.plan(), plan, piece)));
  }

  private static void summarize(DivisibleEncode encode, LeaseTable table) {
    for (Lease lease : table.history()) {
      String how =
          lease.state() == LeaseState.COMMITTED
              ? "encoded by"
              : lease.state().name().toLowerCase(Locale.ROOT) + " at";
      encode.log(
          String.format(Locale.ROOT, "piece %d: %s %s", lease.token().piece(), how, lease.owner()));
    }
  }

  private static PieceOrder.Source source(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return new PieceOrder.Source(
        Files.size(file),
        new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file),
        name.contains(".") && extension.matches("[a-z0-9]{1,8}") ? extension : "");
  }

  /** Gives a member a piece of any encode. */
  public Claimed claim(Member member) {
    if (member.name().equals(self)) {
      return new Claimed.Nothing();
    }
    Optional<String> problem = members.seen(member);
    if (problem.isPresent()) {
      return new Claimed.Refused(problem.get());
    }
    if (member.room()) {
      for (SharedEncode shared : encodes.values()) {
        Optional<Lease> lease = shared.claim(member.name());
        if (lease.isPresent()) {
          return new Claimed.Piece(order(shared, lease.get().token()));
        }
      }
    }
    return new Claimed.Nothing();
  }

  private PieceOrder order(SharedEncode shared, LeaseToken token) {
    return new PieceOrder(
        shared.encode().taskId(),
        token,
        keys.of(shared.encode().taskId(), token),
        shared.table().beatEvery(),
        shared.source(),
        shared.encode().plan(),
        shared.stretch(shared.piece(token)));
  }

  /** Whether a key opens what belongs to a lease. */
  public boolean opens(TaskId taskId, LeaseToken token, String key) {
    return keys.right(taskId, token, key);
  }

  /**
   * A sign of life.
   *
   * @param fraction of the piece that is done, 0 to 1
   * @return whether the member is to go on
   */
  public boolean beat(TaskId taskId, LeaseToken token, double fraction) {
    return shared(taskId).filter(encode -> encode.beat(token, fraction)).isPresent();
  }

  /** The source that a live lease may read; empty if the lease is over. */
  public Optional<Path> source(TaskId taskId, LeaseToken token) {
    return shared(taskId)
        .filter(encode -> encode.holds(token))
        .map(encode -> encode.encode().source());
  }

  /**
   * A member gives a piece back.
   *
   * @param failed whether it has tried; otherwise it has reasons of its own
   * @param reason one clause for an operator
   */
  public void end(TaskId taskId, LeaseToken token, boolean failed, String reason)
      throws IOException {
    Optional<SharedEncode> encode = shared(taskId);
    if (encode.isPresent()) {
      encode.get().end(token, failed ? LeaseState.FAILED : LeaseState.RETURNED, reason);
    }
  }

  /**
   * Takes a part of a result in.
   *
   * @return false if the lease is over
   * @throws IllegalArgumentException if it is no file of this piece, or too large
   */
  public boolean receive(
      TaskId taskId, LeaseToken token, String name, long offset, ByteBuffer bytes)
      throws IOException {
    Optional<SharedEncode> encode = shared(taskId);
    return encode.isPresent() && encode.get().receive(token, name, offset, bytes);
  }

  /**
   * Verifies a result and makes it part of the video.
   *
   * @return empty if it is; otherwise why not
   */
  public Optional<String> deliver(TaskId taskId, LeaseToken token, List<Delivered> files)
      throws IOException {
    Optional<SharedEncode> encode = shared(taskId);
    return encode.isPresent() && encode.get().holds(token)
        ? encode.get().deliver(token, files)
        : Optional.of("the lease is over");
  }

  private Optional<SharedEncode> shared(TaskId taskId) {
    return Optional.ofNullable(encodes.get(taskId.value()));
  }

  /** For people. */
  public FleetView view() {
    List<FleetView.Shared> shared = new ArrayList<>();
    encodes.forEach(
        (id, encode) ->
            shared.add(
                new FleetView.Shared(
                    id,
                    encode.table().plan().pieces().size(),
                    encode.table().fraction(),
                    encode.table().history())));
    return new FleetView(members.all(), shared);
  }
}
