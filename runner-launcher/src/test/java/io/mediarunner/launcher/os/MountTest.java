package io.mediarunner.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTest {
  private static final List<String> TABLE =
      List.of(
          "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
          "30 22 0:26 / /tmp rw,nosuid,nodev,noexec shared:9 - tmpfs tmpfs rw,size=1g",
          "31 22 0:27 / /mnt/with\\040blank ro,relatime - nfs4 server:/x rw",
          "no mount");

  @Test
  void findsTheNearestMountAndItsOptions() {
    assertThat(Mount.of(Path.of("/tmp/media-runner-0"), TABLE))
        .get()
        .returns(true, Mount::noExec)
        .returns(false, Mount::readOnly)
        .returns("tmpfs", Mount::type);
    assertThat(Mount.of(Path.of("/tmpfiles"), TABLE))
        .get()
        .returns(Path.of("/"), Mount::point)
        .returns(false, Mount::noExec);
    assertThat(Mount.of(Path.of("/mnt/with blank/x"), TABLE)).get().returns(true, Mount::readOnly);
  }

  @Test
  void readsTheTableOfThisMachine() {
    assertThat(Mount.of(Path.of("/proc/self"))).get().returns("proc", Mount::type);
    assertThat(Mount.of(Path.of("/no/such/folder"))).isPresent();
  }
}
