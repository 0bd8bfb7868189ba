/** What processes share over Redis: leases of accounts' limits, and tokens while they come. */
package io.chorus.connector.redis;
