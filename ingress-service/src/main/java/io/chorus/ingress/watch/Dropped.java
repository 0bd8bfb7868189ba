package io.chorus.ingress.watch;

import java.io.IOException;
import java.nio.file.Path;

/** A file that somebody has put into a watched place, as it was when it was seen. */
interface Dropped {
  /** Where files are moved to when they have been taken, beside the others. */
  String TAKEN = "taken";

  int LONGEST = 200;

  /** True for the name of a batch file. A file with another may be in the making. */
  static boolean isMeant(String name) {
    return name.endsWith(".jsonl")
        && !name.startsWith(".")
        && name.length() <= LONGEST
        && name.chars().noneMatch(Character::isISOControl);
  }

  String name();

  long bytes();

  /** Another one when the file is another. */
  String version();

  /** Copies it whole to a file that is not there yet; fails where it is another by now. */
  void copy(Path to) throws IOException;

  /**
   * Moves it to where the taken ones are, if it is still the same.
   *
   * @param as its name there
   */
  void setAside(String as) throws IOException;
}
