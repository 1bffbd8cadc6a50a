package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.encoding.command.EncodedStream;
import io.mediarunner.core.encoding.command.ResumePoint;
import io.mediarunner.core.encoding.run.DivisibleEncode;
import io.mediarunner.core.encoding.run.StretchFiles;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fleet.Lease;
import io.mediarunner.core.fleet.LeaseState;
import io.mediarunner.core.fleet.LeaseTable;
import io.mediarunner.core.fleet.LeaseToken;
import io.mediarunner.core.fleet.Piece;
import io.mediarunner.core.fleet.Stretches;
import io.mediarunner.core.fleet.order.Delivered;
import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.process.RunningProcess;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One encode of this runner that members help with. Any thread; most calls block. */
final class SharedEncode {
  private static final Logger log = LoggerFactory.getLogger(SharedEncode.class);

  /** How this runner is called among those who encode pieces. */
  static final String HOME = "home";

  private static final long LOOK_MILLIS = 1_000;

  /** Rate control may overshoot; what exceeds this is no result. */
  private static final double MOST_OVERSHOOT = 4;

  private static final long ALWAYS_ALLOWED = 64L << 20;

  private final DivisibleEncode encode;
  private final LeaseTable table;
  private final PieceOrder.Source source;
  private final Map<Integer, Object> locks = new HashMap<>();
  private final Semaphore delivered = new Semaphore(0);
  private double told;
  private volatile boolean closed;

  SharedEncode(DivisibleEncode encode, LeaseTable table, PieceOrder.Source source) {
    this.encode = encode;
    this.table = table;
    this.source = source;
    for (Piece piece : table.plan().pieces()) {
      locks.put(piece.number(), new Object());
    }
  }

  /** Makes ledger and files agree, after a restart. */
  void settle() throws IOException {
    Workspace.deleteTree(staging());
    for (Piece piece : table.plan().pieces()) {
      boolean there = encode.has(stretch(piece));
      if (there) {
        table.found(piece, HOME);
      } else if (table.committed(piece)) {
        table.lost(piece);
      }
    }
  }

  DivisibleEncode encode() {
    return encode;
  }

  LeaseTable table() {
    return table;
  }

  PieceOrder.Source source() {
    return source;
  }

  ResumePoint stretch(Piece piece) {
    return Stretches.of(encode.plan(), table.plan(), piece);
  }

  Piece piece(LeaseToken token) {
    return table.plan().pieces().get(token.piece());
  }

  private Path staging() {
    return encode.folder().resolve("pieces");
  }

  private Path staging(LeaseToken token) {
    return staging().resolve(token.piece() + "-" + token.generation());
  }

  /** Gives a member a piece; empty if there is none for it now. */
  Optional<Lease> claim(String member) {
    return closed ? Optional.empty() : table.claim(member, false);
  }

  boolean beat(LeaseToken token, double fraction) {
    boolean on = !closed && table.beat(token, fraction);
    tell();
    return on;
  }

  /** Whether a result under this lease would count. */
  boolean holds(LeaseToken token) {
    return !closed
        && token.piece() >= 0
        && token.piece() < table.plan().pieces().size()
        && table.holds(token);
  }

  void end(LeaseToken token, LeaseState state, String reason) throws IOException {
    if (holds(token)) {
      log.warn(
          "fleet: piece {} comes back from {}: {} task={}",
          token.piece(),
          owner(token),
          reason,
          encode.taskId());
      table.end(token, state);
    }
    Workspace.deleteTree(staging(token));
    wake();
  }

  private String owner(LeaseToken token) {
    return table.history().stream()
        .filter(lease -> lease.token().equals(token))
        .map(Lease::owner)
        .findFirst()
        .orElse("?");
  }

  /**
   * Takes a part of a file in.
   *
   * @return false if the lease is over
   * @throws IllegalArgumentException if no such file belongs to the piece, or it becomes too large
   */
  boolean receive(LeaseToken token, String name, long offset, ByteBuffer bytes) throws IOException {
    if (!holds(token)) {
      return false;
    }
    StretchFiles files = new StretchFiles(encode.plan(), stretch(piece(token)));
    boolean toolLog = name.equals(files.log());
    long most = toolLog ? Limits.LOG : most(files, name);
    if (offset < 0 || offset + bytes.remaining() > most) {
      throw new IllegalArgumentException("more than " + most + " bytes");
    }
    Path folder = RealFolder.createIn(encode.folder(), staging(token));
    try (FileChannel out =
        FileChannel.open(
            folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        offset += out.write(bytes, offset);
      }
    }
    return true;
  }

  private long most(StretchFiles files, String name) {
    StretchFiles.Segment segment =
        files.segments().stream()
            .filter(known -> known.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no such file in this piece"));
    EncodedStream stream = EncodedStream.of(encode.plan()).get(segment.stream());
    double seconds = (segment.end() - segment.first()) / stream.rate().value();
    long bps = encode.plan().rungs().get(segment.stream()).rendition().maxBps();
    return ALWAYS_ALLOWED + (long) (seconds * bps / 8 * MOST_OVERSHOOT);
  }

  /**
   * Verifies what a member has delivered and makes it part of the video.
   *
   * @return empty if it is; otherwise why not
   */
  Optional<String> deliver(LeaseToken token, List<Delivered> delivered) throws IOException {
    if (!beat(token, 1)) {
      return Optional.of("the lease is over");
    }
    ResumePoint stretch = stretch(piece(token));
    Path folder = staging(token);
    synchronized (lock(token)) {
      try {
        check(new StretchFiles(encode.plan(), stretch), folder, delivered);
        boolean counts = encode.take(stretch, folder, () -> !closed && table.commit(token));
        if (!counts) {
          return Optional.of("the lease is over");
        }
        log.info("fleet: piece {} by {} task={}", token.piece(), owner(token), encode.taskId());
        return Optional.empty();
      } catch (TaskFailedException e) {
        String why = e.failure().message();
        if (e.failure().code() == FailureCode.OUTPUT_INVALID) {
          encode.log("the result of " + owner(token) + " is refused: " + why);
          end(token, LeaseState.FAILED, why);
        }
        return Optional.of(why);
      } catch (IOException e) {
        table.lost(piece(token)); // committed, perhaps, but not where it belongs
        throw e;
      } finally {
        Workspace.deleteTree(folder);
        wake();
      }
    }
  }

  private Object lock(LeaseToken token) {
    return Objects.requireNonNull(locks.get(token.piece()));
  }

  private static void check(StretchFiles files, Path folder, List<Delivered> delivered)
      throws TaskFailedException, IOException {
    Set<String> wanted =
        files.segments().stream()
            .map(StretchFiles.Segment::name)
            .collect(Collectors.toCollection(HashSet::new));
    wanted.add(files.log());
    for (Delivered file : delivered) {
      Path path = folder.resolve(file.name());
      if (!wanted.remove(file.name())
          || !Files.isRegularFile(path)
          || Files.size(path) != file.bytes()
          || !new DigestUtils(MessageDigestAlgorithms.SHA_256)
              .digestAsHex(path)
              .equals(file.sha256())) {
        throw new TaskFailedException(
            FailureCode.OUTPUT_INVALID, "A file of the piece was altered on its way.");
      }
    }
    wanted.remove(files.log());
    if (!wanted.isEmpty()) {
      throw new TaskFailedException(FailureCode.OUTPUT_INVALID, "The piece is incomplete.");
    }
  }

  /** Encodes here, beside the members, until all pieces are there; on the attempt's thread. */
  void work() throws TaskFailedException, IOException {
    while (!table.complete()) {
      encode.throwIfStopped();
      tell();
      Optional<Lease> lease = table.claim(HOME, true);
      if (lease.isPresent()) {
        here(lease.get());
      } else {
        sleep();
      }
    }
    tell();
  }

  private void here(Lease lease) throws TaskFailedException, IOException {
    LeaseToken token = lease.token();
    Path folder = staging(token);
    RealFolder.createIn(encode.folder(), folder);
    AtomicReference<@Nullable RunningProcess> running = new AtomicReference<>();
    ResumePoint stretch = stretch(piece(token));
    try {
      encode.here(
          stretch,
          folder,
          fraction -> {
            RunningProcess process = running.get();
            if (!beat(token, fraction) && process != null) {
              process.stop(); // somebody else was faster
            }
          },
          running::set);
      synchronized (lock(token)) {
        encode.take(stretch, folder, () -> table.commit(token));
      }
    } catch (TaskFailedException e) {
      boolean beaten = e.failure().code() == FailureCode.STALLED && !table.holds(token);
      if (!beaten) {
        table.end(token, LeaseState.FAILED);
        throw e;
      }
    } catch (IOException e) {
      table.lost(piece(token));
      throw e;
    } finally {
      Workspace.deleteTree(folder);
    }
  }

  /** Progress of the whole never falls, although that of a piece may be lost. */
  private void tell() {
    double now = table.fraction();
    synchronized (locks) {
      told = Math.max(told, now);
      now = told;
    }
    if (!closed) {
      encode.progress(now);
    }
  }

  private void sleep() {
    try {
      if (delivered.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        delivered.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    delivered.release();
  }

  /** Nothing counts from now on. */
  void close() {
    closed = true;
  }
}
