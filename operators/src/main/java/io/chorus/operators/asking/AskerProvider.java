package io.chorus.operators.asking;

import java.io.Serializable;

/** Where subtasks get the asker of their process from. */
public interface AskerProvider extends Serializable {

  Asker acquire();

  /** Says that one who acquired it needs it no longer. */
  void release();
}
