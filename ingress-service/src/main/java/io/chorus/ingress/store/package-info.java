/** Where the bytes of files are: in a folder that replicas share, or in S3. */
package io.chorus.ingress.store;
