package io.mediarunner.core.config;

/** How the task parameter {@code rendition} and the default renditions go together. */
public enum LadderMode {
  /**
   * A table of complete renditions is the whole ladder; anything less changes the default one.
   * Every client gets what it means.
   */
  AUTO,
  /** The parameter changes the default renditions; those that it does not name stay. */
  MERGE,
  /** Only the renditions that the parameter names are produced. */
  CLIENT
}
