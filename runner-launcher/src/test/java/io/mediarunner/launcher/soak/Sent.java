package io.mediarunner.launcher.soak;

import io.mediarunner.core.error.FailureCode;
import java.util.Objects;
import java.util.Set;

/**
 * A task that a runner has, or may have.
 *
 * @param id of the task
 * @param source what it is made of
 * @param accepted whether the runner said so; else the answer was lost, and it may have it or not
 * @param mayFailWith how it may end but with success
 */
record Sent(String id, Source source, boolean accepted, Set<FailureCode> mayFailWith) {
  Sent {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    mayFailWith = Set.copyOf(mayFailWith);
  }
}
