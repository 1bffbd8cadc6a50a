package io.mediarunner.launcher.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mediarunner.core.json.Json;
import io.mediarunner.launcher.TestRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The container image: built from its Dockerfile by buildah, in a fresh Debian and without a
 * daemon, then used. Its base is that Debian, because a registry of images may be out of reach.
 * Needs root.
 */
@Tag("install")
class ImageIT {
  private static final String BUILDAH = "buildah --storage-driver vfs --log-level error ";
  private static final String RUN = BUILDAH + "run --isolation chroot ";

  private DebianMachine machine;

  @AfterEach
  void close() throws Exception {
    if (machine != null) {
      machine.destroy();
    }
  }

  @Test
  void isBuiltAndProcessesAVideo() throws Exception {
    Built built = Built.once();
    machine = DebianMachine.boot("trixie", "ca-certificates");
    Path context = Files.createDirectories(machine.shared().resolve("context"));
    for (String folder : new String[] {"target/package", "packaging/docker"}) {
      Files.createDirectories(context.resolve(folder));
    }
    Path deb = built.debianPackage(built.version());
    Files.copy(deb, context.resolve("target/package").resolve(deb.getFileName()));
    Files.copy(
        Built.HOME.resolve("packaging/docker/Dockerfile"),
        context.resolve("packaging/docker/Dockerfile"));
    TestRunner.video(machine.shared().resolve("clip.mp4"), 2);
    machine
        .shell(
            "root",
            "echo 'APT::Sandbox::User \"root\";' >/etc/apt/apt.conf.d/10sandbox;"
                + " mkdir -p /etc/containers; printf '[containers]\\ndefault_ulimits = ["
                + "\"nofile=1024:1024\", \"nproc=1024:1024\"]\\n' >/etc/containers/containers.conf;"
                + " tar --one-file-system -C / -cf /mnt/base.tar .;"
                + " apt-get -q update; apt-get -q -y install --no-install-recommends buildah netavark;"
                + " base=$("
                + BUILDAH
                + "from scratch); "
                + BUILDAH
                + "add -q $base /mnt/base.tar /; "
                + BUILDAH
                + "commit -q $base docker.io/library/debian:trixie-slim; "
                + BUILDAH
                + "rm $base; rm /mnt/base.tar")
        .wentWell();

    Instant begin = Instant.now();
    machine
        .shell(
            "root",
            "cd /mnt/context && "
                + BUILDAH
                + "build --isolation chroot --network host --pull=never"
                + " --build-arg TARGETARCH="
                + (System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64")
                + " -f packaging/docker/Dockerfile -t media-runner .")
        .wentWell();
    System.out.println(
        "install: image built in " + Duration.between(begin, Instant.now()).toSeconds() + " s");

    JsonNode image =
        Json.read(machine.shell("root", BUILDAH + "inspect --type image media-runner").wentWell());
    JsonNode config = image.at("/OCIv1/config");
    assertThat(config.at("/User").asText()).isEqualTo("media-runner");
    assertThat(config.at("/Entrypoint/0").asText()).isEqualTo("/usr/bin/media-runner");
    assertThat(config.at("/Cmd/0").asText()).isEqualTo("start");
    assertThat(config.at("/Volumes").has("/var/lib/media-runner")).isTrue();

    machine
        .shell(
            "root",
            BUILDAH
                + "from --name c media-runner; "
                + BUILDAH
                + "copy -q c /mnt/clip.mp4 /var/lib/media-runner/clip.mp4")
        .wentWell();
    assertThat(machine.shell("root", RUN + "c -- /usr/bin/media-runner --version").wentWell())
        .startsWith("Media Runner " + built.version());
    Run doctor =
        machine.shell(
            "root",
            RUN
                + "--env RUNNER_TOKEN=sixteen-characters --env MANAGER_URL=http://127.0.0.1:9 c --"
                + " /usr/bin/media-runner doctor --only config,version,java,locale,tmp,ffmpeg");
    assertThat(doctor.exit()).as(doctor.said()).isIn(0, 2);
    assertThat(doctor.said()).doesNotContain("ERROR");
    machine
        .shell(
            "root",
            RUN
                + "c -- sh -euc 'cd /var/lib/media-runner && media-runner process encoding clip.mp4"
                + " && test -s clip-encoding/master.m3u8'")
        .wentWell();
  }
}
