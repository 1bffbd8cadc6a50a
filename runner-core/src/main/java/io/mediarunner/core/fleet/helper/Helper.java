package io.mediarunner.core.fleet.helper;

import io.mediarunner.core.encoding.run.EncodingWork;
import io.mediarunner.core.encoding.run.StretchFiles;
import io.mediarunner.core.error.FailureCode;
import io.mediarunner.core.error.TaskFailedException;
import io.mediarunner.core.fleet.order.Delivered;
import io.mediarunner.core.fleet.order.Member;
import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.media.MediaTask;
import io.mediarunner.core.process.AttemptProcesses;
import io.mediarunner.core.process.ProcessRunner;
import io.mediarunner.core.process.TaskProcesses;
import io.mediarunner.core.text.HeadAndTail;
import io.mediarunner.core.text.Limits;
import io.mediarunner.core.workspace.DiskClaims;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Encodes pieces of other runners' videos, one at a time. {@link #stop} may be called anywhere. */
public final class Helper {
  private static final Logger log = LoggerFactory.getLogger(Helper.class);
  private static final String SOURCES = "sources";
  private static final String WORK = "piece";

  private final Path storageDir;
  private final Path folder;
  private final SourceCache sources;
  private final EncodingWork work;
  private final ProcessRunner processes;
  private final DiskClaims disk;
  private volatile boolean stopped;
  private volatile Optional<TaskProcesses> running = Optional.empty();
  private volatile Optional<PieceOrder> current = Optional.empty();

  /**
   * @param folder in the storage, nobody else's; what an earlier process left there is used or
   *     deleted
   * @param work encodes, with the settings of this machine
   */
  public Helper(Path folder, EncodingWork work, ProcessRunner processes, DiskClaims disk) {
    this.folder = Objects.requireNonNull(folder, "folder");
    this.storageDir = Objects.requireNonNull(folder.getParent(), "storageDir");
    this.sources = new SourceCache(folder.resolve(SOURCES));
    this.work = Objects.requireNonNull(work, "work");
    this.processes = Objects.requireNonNull(processes, "processes");
    this.disk = Objects.requireNonNull(disk, "disk");
  }

  /**
   * Asks a coordinator for a piece and, if there is one, encodes and delivers it. Blocks meanwhile.
   *
   * @return whether there was one
   * @throws RefusedException if this member gets nothing as it is
   * @throws IOException if the coordinator cannot be reached
   */
  public boolean help(Coordinator coordinator, Member member) throws IOException, RefusedException {
    Optional<PieceOrder> order = coordinator.claim(member);
    if (order.isEmpty() || !member.room()) {
      return false;
    }
    current = order;
    try {
      carryOut(coordinator, order.get());
    } finally {
      current = Optional.empty();
      Workspace.deleteTree(folder.resolve(WORK));
    }
    return true;
  }

  /** The piece that it works on. Any thread. */
  public Optional<PieceOrder> current() {
    return current;
  }

  private void carryOut(Coordinator coordinator, PieceOrder order) throws IOException {
    String name = "task=" + order.taskId() + " piece=" + order.lease().piece();
    log.info("fleet: helps {} with {}", coordinator.address(), name);
    Path attempt = RealFolder.createIn(storageDir, folder.resolve(WORK));
    TaskProcesses programs =
        new TaskProcesses(AttemptProcesses.marked(processes, folder), pid -> {});
    running = Optional.of(programs);
    try (Heartbeat heart = new Heartbeat(coordinator, order, programs::stop)) {
      try {
        Path source = sources.fetch(coordinator, order, () -> stopped || heart.over());
        List<Path> files = encode(order, source, attempt, programs, heart);
        Optional<String> refused =
            coordinator.commit(order, send(coordinator, order, files, heart));
        log.info("fleet: {} {}", name, refused.map(why -> "is refused: " + why).orElse("is done"));
      } catch (TaskFailedException | NoRoomException | IOException e) {
        giveBack(coordinator, order, name, heart, e);
      }
    } finally {
      running = Optional.empty();
    }
  }

  private void giveBack(
      Coordinator coordinator, PieceOrder order, String name, Heartbeat heart, Exception cause) {
    if (heart.over()) {
      log.info("fleet: {} is not wanted any more", name);
      return;
    }
    boolean ours =
        stopped
            || cause instanceof NoRoomException
            || (cause instanceof TaskFailedException failed
                && failed.failure().code() == FailureCode.DISK_FULL);
    String why = stopped ? "it shuts down" : String.valueOf(cause.getMessage());
    log.warn("fleet: {} is given back: {}", name, why);
    try {
      coordinator.end(order, !ours, why);
    } catch (IOException e) {
      log.debug("fleet: the lease will expire", e);
    }
  }

  private List<Path> encode(
      PieceOrder order, Path source, Path attempt, TaskProcesses programs, Heartbeat heart)
      throws TaskFailedException, IOException {
    try (DiskClaims.Claim claim = disk.open()) {
      MediaTask task = PieceTask.of(order, source, attempt, programs, claim);
      work.stretch(task, order.plan(), order.stretch(), heart::progress);
    }
    Path output = PieceTask.output(attempt);
    StretchFiles made = new StretchFiles(order.plan(), order.stretch());
    List<Path> files = new ArrayList<>();
    made.segments().forEach(segment -> files.add(output.resolve(segment.name())));
    Path toolLog = output.resolve(made.log());
    if (Files.size(toolLog) > Limits.LOG) {
      Files.writeString(
          toolLog, HeadAndTail.tail(toolLog, Limits.LOG_TAIL), StandardCharsets.UTF_8);
    }
    files.add(toolLog);
    return files;
  }

  private List<Delivered> send(
      Coordinator coordinator, PieceOrder order, List<Path> files, Heartbeat heart)
      throws IOException {
    List<Delivered> sent = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      try (DigestInputStream in =
          new DigestInputStream(Files.newInputStream(file), DigestUtils.getSha256Digest())) {
        long at = 0;
        for (byte[] part = in.readNBytes(Coordinator.PART);
            part.length > 0;
            part = in.readNBytes(Coordinator.PART)) {
          if (stopped || heart.over()) {
            throw new IOException("the piece is not wanted any more");
          }
          coordinator.send(order, name, at, part);
          at += part.length;
        }
        sent.add(new Delivered(name, at, Hex.encodeHexString(in.getMessageDigest().digest())));
      }
    }
    return sent;
  }

  /** Gives the running piece back and takes no other. */
  public void stop() {
    stopped = true;
    running.ifPresent(TaskProcesses::stop);
  }

  /** Deletes what it has kept of sources; when it has nothing to do. */
  public void clear() throws IOException {
    sources.clear();
  }
}
