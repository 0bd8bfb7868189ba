package io.chorus.operators.redaction;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.validator.routines.CreditCardValidator;
import org.apache.commons.validator.routines.CreditCardValidator.CreditCardRange;
import org.apache.commons.validator.routines.IBANValidator;

/** Numbers of accounts and payment cards, told by their check digits. */
final class BankNumbers {
  private static final Pattern IBAN_HEAD =
      Pattern.compile("(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?= ?[A-Za-z0-9])");
  private static final Pattern CARD_HEAD =
      Pattern.compile("(?<![0-9])[0-9](?=(?:[ .-]?[0-9]){12})");

  private static final int COUNTRY = 2;
  private static final int LONGEST_CARD = 19;
  private static final int SHORTEST_CARD = 13;

  /** Issuers' first digits and lengths, ISO/IEC 7812. */
  private static final CreditCardValidator CARDS =
      new CreditCardValidator(
          new CreditCardRange[] {
            issuer("4", null, SHORTEST_CARD, LONGEST_CARD),
            issuer("51", "55", 16, 16),
            issuer("2221", "2720", 16, 16),
            issuer("34", null, 15, 15),
            issuer("37", null, 15, 15),
            issuer("300", "305", 14, 14),
            issuer("36", null, 14, 14),
            issuer("38", "39", 14, 14),
            issuer("3528", "3589", 16, 16),
            issuer("6011", null, 16, 16),
            issuer("644", "659", 16, 16),
            issuer("62", null, 16, LONGEST_CARD),
            issuer("9704", null, 16, LONGEST_CARD)
          });

  private BankNumbers() {}

  private static CreditCardRange issuer(String from, String to, int shortest, int longest) {
    return new CreditCardRange(from, to, shortest, longest);
  }

  static List<Found> in(String text) {
    return Stream.concat(
            IBAN_HEAD.matcher(text).results().map(head -> iban(text, head.start())),
            CARD_HEAD.matcher(text).results().map(head -> card(text, head.start())))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The country says how long it is. */
  private static Found iban(String text, int start) {
    String country = text.substring(start, start + COUNTRY).toUpperCase(Locale.ROOT);
    IBANValidator.Validator form = IBANValidator.getInstance().getValidator(country);
    return form == null ? null : found(Entity.IBAN, text, start, form.getIbanLength());
  }

  /** What follows may look like more of it: an expiry date, say. */
  private static Found card(String text, int start) {
    return IntStream.rangeClosed(0, LONGEST_CARD - SHORTEST_CARD)
        .mapToObj(less -> found(Entity.CARD, text, start, LONGEST_CARD - less))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static Found found(Entity entity, String text, int start, int length) {
    int end = end(text, start, length);
    if (end < 0 || (end < text.length() && isPart(text.charAt(end)))) {
      return null;
    }
    String number = text.substring(start, end).replaceAll("[ .-]", "").toUpperCase(Locale.ROOT);
    boolean holds =
        entity == Entity.IBAN ? IBANValidator.getInstance().isValid(number) : CARDS.isValid(number);
    return holds ? new Found(entity, start, end) : null;
  }

  /** Where so many letters and digits end; -1 where other than separators comes before. */
  private static int end(String text, int start, int length) {
    int end = start;
    for (int left = length; left > 0; end++) {
      if (end == text.length() || !(isPart(text.charAt(end)) || isGap(text.charAt(end)))) {
        return -1;
      }
      left -= isPart(text.charAt(end)) ? 1 : 0;
    }
    return end;
  }

  private static boolean isPart(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static boolean isGap(char c) {
    return c == ' ' || c == '-' || c == '.';
  }
}
