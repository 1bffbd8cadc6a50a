package io.mediarunner.core.process.sandbox;

import java.util.Locale;

/** What confines programs on this machine, strongest first. */
public enum SandboxLevel {
  /** Namespaces by bubblewrap, and resource limits. */
  BWRAP("no network, own file system and processes, resource limits"),
  /** Resource limits only. */
  PRLIMIT("resource limits only: programs can reach the network and read the runner's files"),
  /** Nothing. */
  OFF("none: programs are neither confined nor limited");

  private final String meaning;

  SandboxLevel(String meaning) {
    this.meaning = meaning;
  }

  /** As in settings. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it gives, for people. */
  public String meaning() {
    return meaning;
  }

  /** Whether an operator should know. */
  public boolean weak() {
    return this != BWRAP;
  }
}
