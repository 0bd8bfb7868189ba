/** Measures the judgement on recorded answers: nothing is asked of any engine. */
package io.chorus.standalone.evaluate;
