/** A Flink cluster inside this process. */
package io.chorus.standalone.flink;
