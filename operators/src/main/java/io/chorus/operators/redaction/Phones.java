package io.chorus.operators.redaction;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import java.util.List;
import java.util.stream.StreamSupport;

/** Telephone numbers, as Google's library knows them. */
final class Phones {
  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  /** Where a number without its country's code may be from. */
  private static final List<String> REGIONS = List.of("VN", "CN", "US", "GB");

  private Phones() {}

  /** They may overlap: what is a number in one country may be a part of one in another. */
  static List<Found> in(String text) {
    return REGIONS.stream()
        .map(region -> NUMBERS.findNumbers(text, region, Leniency.VALID, Long.MAX_VALUE))
        .flatMap(numbers -> StreamSupport.stream(numbers.spliterator(), false))
        .map(number -> new Found(Entity.PHONE, number.start(), number.end()))
        .toList();
  }
}
