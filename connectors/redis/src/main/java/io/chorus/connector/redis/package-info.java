/** What processes share in Redis: what may be taken of an account, and answers of late. */
package io.chorus.connector.redis;
