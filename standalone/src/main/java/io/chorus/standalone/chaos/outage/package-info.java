/** One engine of five is out for a while. */
package io.chorus.standalone.chaos.outage;
