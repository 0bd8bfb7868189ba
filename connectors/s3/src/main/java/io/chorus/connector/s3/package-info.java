/** Files in the buckets of any server that speaks S3, in pieces of bounded size. */
package io.chorus.connector.s3;
