/** Calls to engines while the processes that make them are killed. */
package io.chorus.standalone.chaos.engines;
