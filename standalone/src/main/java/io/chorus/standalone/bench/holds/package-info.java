/** How soon an operator's word counts. */
package io.chorus.standalone.bench.holds;
