/** Tells how a task came to its end. */
package io.chorus.standalone.explain;
