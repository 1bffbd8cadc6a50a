package io.mediarunner.core.fleet.helper;

import io.mediarunner.core.fleet.order.PieceOrder;
import io.mediarunner.core.workspace.FreeSpace;
import io.mediarunner.core.workspace.RealFolder;
import io.mediarunner.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;

/** The source of the encode that is helped with, fetched once; one thread. */
final class SourceCache {
  /** Left free beside the source: results, and what others write. */
  private static final long SPARE_BYTES = 1L << 30;

  private final Path folder;

  /**
   * @param folder that is nobody else's; made in its parent when needed
   */
  SourceCache(Path folder) {
    this.folder = folder;
  }

  /** Where sources lie, for the programs that read them. */
  Path folder() {
    return folder;
  }

  /** Asked between two parts. */
  interface Stop {
    boolean stopped();
  }

  /**
   * Fetches the source of an order, or takes it from before; continues what was interrupted. The
   * sources of other encodes are deleted.
   *
   * @throws NoRoomException if the disk has no room for it
   * @throws IOException if it cannot be fetched, or is not what was promised
   */
  Path fetch(Coordinator coordinator, PieceOrder order, Stop stop)
      throws IOException, NoRoomException {
    RealFolder.createIn(Objects.requireNonNull(folder.getParent(), "parent"), folder);
    PieceOrder.Source source = order.source();
    String suffix = source.extension().isEmpty() ? "" : "." + source.extension();
    Path whole = folder.resolve(source.sha256() + suffix);
    Path part = folder.resolve(source.sha256() + ".part");
    clear(whole, part);
    if (Files.exists(whole) && Files.size(whole) == source.bytes()) {
      return whole;
    }
    long have = Files.exists(part) ? Files.size(part) : 0;
    OptionalLong free = FreeSpace.usable(folder);
    if (free.isPresent() && free.getAsLong() < source.bytes() - have + SPARE_BYTES) {
      throw new NoRoomException(free.getAsLong());
    }
    for (long at = Math.min(have, source.bytes()); at < source.bytes(); ) {
      if (stop.stopped()) {
        throw new IOException("the piece is not wanted any more");
      }
      byte[] bytes = coordinator.source(order, at);
      Files.write(part, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      at += bytes.length;
    }
    if (!Files.exists(part)) {
      Files.createFile(part);
    }
    if (!new DigestUtils(MessageDigestAlgorithms.SHA_256)
        .digestAsHex(part)
        .equals(source.sha256())) {
      Files.delete(part);
      throw new IOException("the source was altered on its way");
    }
    return Files.move(part, whole);
  }

  private void clear(Path... kept) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path other : all.filter(file -> !List.of(kept).contains(file)).toList()) {
        Workspace.deleteTree(other);
      }
    }
  }

  /** Deletes all of it. */
  void clear() throws IOException {
    Workspace.deleteTree(folder);
  }
}
