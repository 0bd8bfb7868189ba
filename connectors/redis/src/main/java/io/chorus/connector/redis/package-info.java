/**
 * What processes share over Redis: leases of accounts' limits, answers of late, and tokens while
 * they come.
 */
package io.chorus.connector.redis;
