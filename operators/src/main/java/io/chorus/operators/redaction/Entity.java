package io.chorus.operators.redaction;

/** What personal data is told from other text, in the order in which it is looked for. */
public enum Entity {
  EMAIL,
  /** A bank account, by the check digits of ISO 13616. */
  IBAN,
  /** A payment card, by its issuer's digits and Luhn's check digit. */
  CARD,
  /**
   * A number that a state knows a person by: of China's identity cards (by the check digit of GB
   * 11643), American social security and British national insurance (by their forms), and others of
   * China, Vietnam and America after words that say so.
   */
  ID,
  /** An address of the Internet Protocol, of version 4 or 6. */
  IP,
  /**
   * A telephone number as it may be dialled in America, Britain, Vietnam or China, or from abroad.
   */
  PHONE
}
