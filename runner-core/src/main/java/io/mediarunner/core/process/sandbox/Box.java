package io.mediarunner.core.process.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How far one program is confined.
 *
 * @param kind by which means
 * @param writable folders that it may write to besides the one it runs in
 * @param kept folders in those that it may only read
 */
public record Box(Kind kind, List<Path> writable, List<Path> kept) {
  /** For media programs and engines: what they open comes from outside. */
  public static final Box CLOSED = new Box(Kind.CLOSED, List.of(), List.of());

  /** For a program of the site's own, which may need network and files that we do not know. */
  public static final Box LIMITED = new Box(Kind.LIMITED, List.of(), List.of());

  /** For programs that act for the operator, such as the system's package tool. */
  public static final Box NONE = new Box(Kind.NONE, List.of(), List.of());

  /** By which means a program is confined. */
  public enum Kind {
    /** By everything that works here. */
    CLOSED,
    /** By resource limits. */
    LIMITED,
    /** By nothing. */
    NONE
  }

  /**
   * @throws NullPointerException if a component is null
   */
  public Box {
    Objects.requireNonNull(kind, "kind");
    writable = List.copyOf(writable);
    kept = List.copyOf(kept);
  }

  /** The same with one more folder to write to. */
  public Box writing(Path folder) {
    List<Path> more = new ArrayList<>(writable);
    more.add(folder);
    return new Box(kind, more, kept);
  }

  /** The same with one more folder that it may only read. */
  public Box keeping(Path folder) {
    List<Path> more = new ArrayList<>(kept);
    more.add(folder);
    return new Box(kind, writable, more);
  }
}
