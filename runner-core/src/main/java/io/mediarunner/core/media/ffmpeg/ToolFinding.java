package io.mediarunner.core.media.ffmpeg;

import java.util.Objects;

/**
 * One test of an external program.
 *
 * @param name {@code kind:what}, such as {@code cap:png_encoder}
 * @param ok whether it works
 * @param required whether tasks fail without it
 * @param details how, or why not
 */
public record ToolFinding(String name, boolean ok, boolean required, String details) {
  /**
   * @throws NullPointerException if a component is null
   */
  public ToolFinding {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(details, "details");
  }

  /** Something that tasks cannot do without. */
  public static ToolFinding required(String name, boolean ok, String details) {
    return new ToolFinding(name, ok, true, details);
  }

  /** Something whose absence makes some tasks worse. */
  public static ToolFinding optional(String name, boolean ok, String details) {
    return new ToolFinding(name, ok, false, details);
  }
}
