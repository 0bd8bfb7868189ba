/** The ledger alone, measured. */
package io.chorus.standalone.bench.ledger;
