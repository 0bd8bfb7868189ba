/** S3 on this machine, for tests. */
package io.chorus.servers.s3;
