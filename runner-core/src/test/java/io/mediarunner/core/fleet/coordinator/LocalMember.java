package io.mediarunner.core.fleet.coordinator;

import io.mediarunner.core.config.EncodingConfig;
import io.mediarunner.core.config.LadderMode;
import io.mediarunner.core.config.ToolConfig;
import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.encoding.run.StretchFiles;
import io.mediarunner.core.fleet.helper.PieceTask;
import io.mediarunner.core.fleet.order.Delivered;
import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.media.MediaLab;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.media.hardware.Hardware;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.workspace.DiskClaims;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/** A member of a fleet on a thread of this process: the real encode, without a network. */
final class LocalMember implements AutoCloseable {
  private final FleetCoordinator coordinator;
  private final Member self;
  private final Path folder;
  private final Path source;
  private final Thread thread = new Thread(this::work);
  private final TaskProcesses programs;

  /** Changes the bytes of a result. */
  UnaryOperator<byte[]> onTheWay = bytes -> bytes;

  final List<String> answers = new CopyOnWriteArrayList<>();
  final AtomicInteger delivered = new AtomicInteger();

  /** Bytes of the source that each piece took. */
  final List<Long> read = new CopyOnWriteArrayList<>();

  private volatile boolean over;

  /**
   * @param source the coordinator's, which a real member would fetch
   */
  LocalMember(FleetCoordinator coordinator, Path folder, String name, Path source) {
    this.coordinator = coordinator;
    this.self = new Member(name, "v", "f", true);
    this.folder = folder.resolve(name);
    this.source = source;
    this.programs = MediaLab.boxed(folder, this.folder, pid -> {});
    thread.setDaemon(true);
  }

  LocalMember start() {
    coordinator.claim(new Member(self.name(), "v", "f", false)); // it is seen
    thread.start();
    return this;
  }

  private void work() {
    int pieces = 0;
    while (!over) {
      try {
        if (coordinator.claim(self) instanceof Claimed.Piece piece) {
          carryOut(piece.order(), folder.resolve("piece-" + pieces++));
        } else {
          Thread.sleep(100);
        }
      } catch (Exception e) {
        answers.add(e.toString());
      }
    }
  }

  private void carryOut(PieceOrder order, Path attempt) throws Exception {
    Files.createDirectories(attempt);
    MediaTask task = PieceTask.of(order, source, attempt, programs, new DiskClaims().open());
    encoding()
        .stretch(
            task,
            order.plan(),
            order.stretch(),
            fraction -> coordinator.beat(order.taskId(), order.lease(), fraction));
    StretchFiles files = new StretchFiles(order.plan(), order.stretch());
    read.add(bytesRead(Files.readString(PieceTask.output(attempt).resolve(files.log()))));
    List<Delivered> sent = new ArrayList<>();
    for (StretchFiles.Segment segment : files.segments()) {
      Path file = PieceTask.output(attempt).resolve(segment.name());
      byte[] bytes = onTheWay.apply(Files.readAllBytes(file));
      coordinator.receive(order.taskId(), order.lease(), segment.name(), 0, ByteBuffer.wrap(bytes));
      sent.add(
          new Delivered(
              segment.name(),
              Files.size(file),
              new DigestUtils(MessageDigestAlgorithms.SHA_256).digestAsHex(file)));
    }
    Optional<String> refused = coordinator.deliver(order.taskId(), order.lease(), sent);
    answers.add(refused.orElse("taken"));
    if (refused.isEmpty()) {
      delivered.incrementAndGet();
    }
  }

  /** What ffmpeg says at its end of how much it has read. */
  private static long bytesRead(String toolLog) {
    return Pattern.compile("Statistics: (\\d+) bytes read")
        .matcher(toolLog)
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .sum();
  }

  private static EncodingWork encoding() {
    return new EncodingWork(
        MediaLab.tools(),
        new EncodingConfig(
            false,
            "superfast",
            OptionalInt.empty(),
            false,
            2,
            LadderMode.AUTO,
            false,
            0,
            List.of(),
            "PCI_BUS_ID",
            Path.of("/")),
        new ToolConfig(Optional.empty(), Optional.empty(), Duration.ofMinutes(5), 0),
        Set.of(),
        Hardware.NONE);
  }

  @Override
  public void close() {
    over = true;
    programs.stop();
  }
}
