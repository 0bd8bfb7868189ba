/** What a stream's way through Chorus adds. */
package io.chorus.standalone.bench.stream;
