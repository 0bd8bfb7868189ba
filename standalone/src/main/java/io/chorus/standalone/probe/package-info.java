/** Checking the account of one real engine with one tiny call, without a running system. */
package io.chorus.standalone.probe;
