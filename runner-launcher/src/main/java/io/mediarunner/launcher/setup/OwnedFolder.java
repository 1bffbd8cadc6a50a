package io.mediarunner.launcher.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** Makes folders for the user that the runner will have. */
final class OwnedFolder {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-x---");
  private final Optional<String> owner;

  /**
   * @param owner gets what is made; empty: whoever runs this
   */
  OwnedFolder(Optional<String> owner) {
    this.owner = owner;
  }

  /**
   * Makes a folder and those above it that are missing, readable for the group.
   *
   * @return whether it was made; one that was there is left as it is
   * @throws IOException if it cannot be made, or the owner is unknown
   */
  boolean make(Path folder) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path at = folder.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
      missing.push(at);
    }
    for (Path each : missing) {
      Files.createDirectory(each);
      Files.setPosixFilePermissions(each, MODE);
      own(each);
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder");
    }
    return !missing.isEmpty();
  }

  /** Gives a file to the owner and the owner's group of the same name, if there is one. */
  void own(Path file) throws IOException {
    if (owner.isEmpty()) {
      return;
    }
    UserPrincipalLookupService users = file.getFileSystem().getUserPrincipalLookupService();
    UserPrincipal user = users.lookupPrincipalByName(owner.get());
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    view.setOwner(user);
    try {
      view.setGroup(users.lookupPrincipalByGroupName(owner.get()));
    } catch (UserPrincipalNotFoundException e) {
      // a user without a group of its own keeps the group of whoever made it
    }
  }
}
