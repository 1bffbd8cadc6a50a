package io.mediarunner.core.process.sandbox;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Command lines of bwrap(1). The file system is built from nothing: the system's programs and
 * libraries, the program's own folder and what the settings name, all read-only, then the folders
 * of the box. Neither the settings file nor the journal, the logs, other tasks or a home folder
 * exist in there, and no socket in {@code /run}.
 *
 * <p>The kernel ends everything inside when our child does: the program is the only child of the
 * first process of a process namespace, which bubblewrap has die with its parent. That parent is
 * ours to kill, and not the runner, so that a program can outlive the runner and be adopted.
 */
final class Bubblewrap {
  private static final long TEMPORARY_BYTES = 1L << 30;

  /** What programs read of it: libraries, fonts, drivers. No secrets. */
  private static final List<String> SYSTEM =
      List.of(
          "/etc/ld.so.cache",
          "/etc/ld.so.conf",
          "/etc/ld.so.conf.d",
          "/etc/alternatives",
          "/etc/fonts",
          "/etc/localtime",
          "/etc/OpenCL",
          "/etc/vulkan",
          "/etc/glvnd",
          "/etc/egl",
          "/opt/rocm",
          "/opt/intel",
          "/nix/store",
          "/sys");

  private static final List<String> MERGED =
      List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
  private static final List<String> PROGRAM_FOLDERS = List.of("lib", "lib64", "share");

  private final Path bwrap;
  private final Path setsid;
  private final boolean sized;
  private final boolean gpu;
  private final List<Path> readable;

  /**
   * @param sized whether this version can limit the size of a temporary file system
   * @param gpu whether programs need graphics devices
   * @param readable what they may read besides the system's
   */
  Bubblewrap(Path bwrap, Path setsid, boolean sized, boolean gpu, List<Path> readable) {
    this.bwrap = Objects.requireNonNull(bwrap, "bwrap");
    this.setsid = Objects.requireNonNull(setsid, "setsid");
    this.sized = sized;
    this.gpu = gpu;
    this.readable = List.copyOf(readable);
  }

  /**
   * @param program the file itself
   * @param libraries folders of its libraries
   * @param directory where it runs; it may write there
   */
  List<String> before(Path program, List<Path> libraries, Path directory, Box box) {
    List<String> args = new ArrayList<>(List.of(setsid.toString(), "-f", "-w", bwrap.toString()));
    args.addAll(List.of("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"));
    args.addAll(List.of("--unshare-uts", "--unshare-cgroup-try", "--die-with-parent"));
    args.addAll(List.of("--cap-drop", "ALL", "--ro-bind", "/usr", "/usr"));
    for (String folder : MERGED) {
      merged(args, Path.of(folder));
    }
    SYSTEM.forEach(path -> readOnly(args, path));
    args.addAll(List.of("--dev", "/dev"));
    memory(args, "/dev/shm");
    if (gpu) {
      devices(args);
    }
    args.addAll(List.of("--proc", "/proc"));
    memory(args, "/tmp");
    Set<Path> read = new LinkedHashSet<>(own(program));
    read.addAll(libraries);
    read.addAll(readable);
    read.stream()
        .filter(path -> !path.startsWith("/usr"))
        .forEach(path -> readOnly(args, path.toString()));
    Set<Path> written = new LinkedHashSet<>(box.writable());
    written.add(directory);
    for (Path folder : written) {
      args.addAll(List.of("--bind", folder.toString(), folder.toString()));
    }
    box.kept().forEach(path -> readOnly(args, path.toString()));
    args.addAll(List.of("--remount-ro", "/"));
    args.addAll(List.of("--setenv", "TMPDIR", "/tmp", "--setenv", "HOME", "/tmp"));
    args.addAll(List.of("--chdir", directory.toString(), "--"));
    return args;
  }

  /** Most systems have moved these into {@code /usr} and left links. */
  private static void merged(List<String> args, Path folder) {
    if (Files.isSymbolicLink(folder)) {
      args.addAll(List.of("--symlink", "usr/" + folder.getFileName(), folder.toString()));
    } else if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      readOnly(args, folder.toString());
    }
  }

  private static void readOnly(List<String> args, String path) {
    args.addAll(List.of("--ro-bind-try", path, path));
  }

  private void memory(List<String> args, String folder) {
    if (sized) {
      args.addAll(List.of("--size", "" + TEMPORARY_BYTES));
    }
    args.addAll(List.of("--tmpfs", folder));
  }

  /** NVIDIA's, those of Mesa and Intel, and ROCm's. */
  private static void devices(List<String> args) {
    try (Stream<Path> devices = Files.list(Path.of("/dev"))) {
      devices
          .filter(
              device -> {
                String name = device.getFileName().toString();
                return name.startsWith("nvidia") || name.equals("dri") || name.equals("kfd");
              })
          .sorted()
          .forEach(
              device ->
                  args.addAll(List.of("--dev-bind-try", device.toString(), device.toString())));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Its folder, that of the file behind a link, and the libraries beside a folder of programs. */
  private static Set<Path> own(Path program) {
    Set<Path> folders = new LinkedHashSet<>();
    for (Path file : List.of(program.toAbsolutePath().normalize(), real(program))) {
      Path folder = file.getParent();
      if (folder == null || folder.getParent() == null) {
        folders.add(file);
        continue;
      }
      folders.add(folder);
      if (folder.endsWith("bin")) {
        PROGRAM_FOLDERS.forEach(name -> folders.add(folder.resolveSibling(name)));
      }
    }
    return folders;
  }

  private static Path real(Path program) {
    try {
      return program.toRealPath();
    } catch (java.io.IOException e) {
      return program.toAbsolutePath(); // starting it will say so
    }
  }
}
