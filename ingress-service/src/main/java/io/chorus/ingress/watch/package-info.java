/** Folders and prefixes of buckets that take batch files without HTTP. */
package io.chorus.ingress.watch;
