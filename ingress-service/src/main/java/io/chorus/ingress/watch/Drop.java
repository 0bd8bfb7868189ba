package io.chorus.ingress.watch;

import java.io.IOException;
import java.util.List;

/** A place where files are put. Not thread-safe. */
interface Drop {
  /** Beyond it files wait for the next look. */
  int MOST = 1_000;

  /** The files that are there whole. */
  List<? extends Dropped> look() throws IOException;
}
