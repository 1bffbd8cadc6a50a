package io.mediarunner.verticles.media;

import io.mediarunner.core.bus.RunTask;
import io.mediarunner.core.process.ObservedProcesses;
import io.mediarunner.core.process.ProcessExit;
import io.mediarunner.core.store.TaskOutcome;
import io.mediarunner.core.task.Stage;
import java.util.function.Consumer;

/** Times the steps of tasks for somebody outside. */
public interface TaskTracing {
  /** Nobody asks. */
  TaskTracing NONE = command -> TaskTrace.NONE;

  /** An attempt at a task begins. */
  TaskTrace begin(RunTask command);

  /** One attempt at a task. Any thread. */
  interface TaskTrace extends ObservedProcesses.Observer {
    TaskTrace NONE =
        new TaskTrace() {
          @Override
          public void stage(Stage stage) {}

          @Override
          public void ended(TaskOutcome outcome) {}

          @Override
          public Consumer<ProcessExit> started(String program) {
            return exit -> {};
          }
        };

    /** It works in this stage now; told often, also of the same and of earlier ones. */
    void stage(Stage stage);

    /** It is over; nothing follows. */
    void ended(TaskOutcome outcome);
  }
}
