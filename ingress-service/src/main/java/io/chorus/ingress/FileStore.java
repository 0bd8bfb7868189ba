package io.chorus.ingress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/** Where the bytes of files are, by ids of this system's own making. Thread-safe. */
interface FileStore {
  /** A place on this machine for a file that is on its way in. */
  Path spool();

  /** Stores what was spooled, whole or not at all; the spooled file is gone then. */
  void take(String fileId, Path spooled) throws IOException;

  /** A file that is there, or there anew, once it is closed. */
  OutputStream create(String fileId) throws IOException;

  InputStream open(String fileId) throws IOException;

  /** Without effect where it is gone already. */
  void delete(String fileId) throws IOException;
}
