package io.chorus.connector.s3;

/**
 * What is in a bucket under a name.
 *
 * @param name without the folder's prefix
 * @param bytes how many it has
 * @param etag changes with its content
 * @param changedAtMs Unix milliseconds
 */
public record S3Object(String name, long bytes, String etag, long changedAtMs) {}
