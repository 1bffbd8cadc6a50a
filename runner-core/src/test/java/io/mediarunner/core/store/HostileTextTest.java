package io.mediarunner.core.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mediarunner.core.hostile.Mutations;
import io.mediarunner.core.json.Json;
import io.mediarunner.core.task.TaskId;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A task request in a file of the old runner. */
@Tag("security")
class HostileTextTest {
  @Test
  void taskRequest() {
    Mutations.check(
        "task request",
        text -> RequestJson.read(new TaskId("t1"), Json.read(text)),
        Set.of(JsonProcessingException.class),
        """
        {"task_id":"a","etab_name":"e","app_name":"a","app_version":"1","task_type":"encoding",
        "source_url":"http://h/x","affiliation":null,"parameters":{"cut":{"start":1},"l":[1,2.5]},
        "notify_url":"http://h/n","completion_callback":"http://h/c"}
        """);
  }
}
