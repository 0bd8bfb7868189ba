/**
 * In whose name a call leaves: accounts inside their limits, picked by headroom, left alone while
 * they are broken.
 */
package io.chorus.operators.limits;
