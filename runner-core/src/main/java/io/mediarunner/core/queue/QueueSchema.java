package io.mediarunner.core.queue;

import java.util.List;

/** The queue's tables, version by version. */
final class QueueSchema {
  static final List<List<String>> MIGRATIONS =
      List.of(
          List.of(
              """
              CREATE TABLE task (
                task_id TEXT PRIMARY KEY,
                application TEXT NOT NULL,
                request TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                task_type TEXT NOT NULL,
                priority INTEGER NOT NULL,
                run INTEGER NOT NULL DEFAULT 1,
                state TEXT NOT NULL,
                runner_id TEXT NOT NULL DEFAULT '',
                refusals INTEGER NOT NULL DEFAULT 0,
                stop_requested INTEGER NOT NULL DEFAULT 0,
                ended_attempt INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                queued_at INTEGER NOT NULL,
                updated_at INTEGER NOT NULL,
                error TEXT,
                script_output TEXT) STRICT
              """,
              "CREATE INDEX task_state ON task (state, application)",
              "CREATE INDEX task_created ON task (created_at)",
              """
              CREATE TABLE share (
                application TEXT PRIMARY KEY,
                served INTEGER NOT NULL) STRICT
              """,
              """
              CREATE TABLE callback (
                task_id TEXT NOT NULL,
                run INTEGER NOT NULL,
                application TEXT NOT NULL,
                url TEXT NOT NULL,
                body TEXT NOT NULL,
                tries INTEGER NOT NULL DEFAULT 0,
                created_at INTEGER NOT NULL,
                next_try_at INTEGER NOT NULL,
                last_error TEXT,
                parked INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (task_id, run)) STRICT
              """),
          List.of(
              "ALTER TABLE callback ADD COLUMN tried_ms INTEGER NOT NULL DEFAULT 0",
              "ALTER TABLE callback ADD COLUMN tried_at INTEGER"));

  private QueueSchema() {}
}
