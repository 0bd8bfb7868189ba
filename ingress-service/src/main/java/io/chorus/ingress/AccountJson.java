package io.chorus.ingress;

import io.chorus.contracts.Account;
import io.chorus.contracts.Limits;

/**
 * An account as operators see it: where its key is, and never the key.
 *
 * @param declared true where it is as its engine's declaration says
 */
record AccountJson(
    String object, String engine, String id, String key, Limits limits, boolean declared) {

  static AccountJson of(String engine, Account account, boolean declared) {
    return new AccountJson(
        "account", engine, account.id(), account.key().reference(), account.limits(), declared);
  }
}
