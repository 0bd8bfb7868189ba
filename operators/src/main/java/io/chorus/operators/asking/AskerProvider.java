package io.chorus.operators.asking;

import java.io.Serializable;

/** Brings a subtask to the asker of its process. */
public interface AskerProvider extends Serializable {

  /** The process's asker, opened where this is its first user. */
  Asker acquire();

  /** Once for each {@link #acquire}; the last one lets the asker drain and close. */
  void release();
}
