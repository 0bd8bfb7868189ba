/** What all processes together may take of an account, in Redis. */
package io.chorus.connector.redis;
