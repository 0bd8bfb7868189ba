package io.chorus.operators.redaction;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Numbers that states know people by. */
final class NationalIds {
  /** Place, day of birth, serial, check digit. */
  private static final Pattern CHINESE =
      Pattern.compile(
          "(?<![0-9A-Za-z])[1-9][0-9]{5}(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
              + "(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])");

  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  /** Without a check digit, or with a mistyped one: only where words say what they are. */
  private static final List<Pattern> NAMED =
      Stream.of(
              "(?:CCCD|CMND|CMT|căn cước|định danh|chứng minh(?: nhân dân| thư)?)[^0-9\\n]{0,30}"
                  + "(0[0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}|[0-9]{9})",
              "(?:身份证|证件)[^0-9\\n]{0,8}([1-9][0-9]{16} ?[0-9X]|[1-9][0-9]{14})",
              "(?:SSN|social security)[^0-9\\n]{0,15}([0-9]{3} ?[0-9]{2} ?[0-9]{4})")
          .map(form -> Pattern.compile("(?iu)" + form + "(?![0-9A-Za-z])"))
          .toList();

  private static final Pattern AMERICAN =
      Pattern.compile(
          "(?<![0-9A-Za-z-])(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![0-9A-Za-z-])");

  private static final Pattern BRITISH =
      Pattern.compile(
          "(?<![0-9A-Za-z])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
              + " ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D](?![0-9A-Za-z])");

  private NationalIds() {}

  static List<Found> in(String text) {
    Stream<Found> whole =
        Stream.of(AMERICAN, BRITISH)
            .flatMap(form -> form.matcher(text).results())
            .map(match -> found(match, 0));
    Stream<Found> checked =
        CHINESE
            .matcher(text)
            .results()
            .filter(match -> isChecked(match.group()))
            .map(match -> found(match, 0));
    Stream<Found> named =
        NAMED.stream().flatMap(form -> form.matcher(text).results()).map(match -> found(match, 1));
    return Stream.of(whole, checked, named).flatMap(each -> each).toList();
  }

  private static Found found(MatchResult match, int group) {
    return new Found(Entity.ID, match.start(group), match.end(group));
  }

  /** ISO 7064, MOD 11-2. */
  private static boolean isChecked(String id) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += WEIGHTS[i] * (id.charAt(i) - '0');
    }
    return CHECKS.charAt(sum % CHECKS.length()) == Character.toUpperCase(id.charAt(WEIGHTS.length));
  }
}
