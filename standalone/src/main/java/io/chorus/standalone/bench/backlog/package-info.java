/** What a million waiting calls cost. */
package io.chorus.standalone.bench.backlog;
