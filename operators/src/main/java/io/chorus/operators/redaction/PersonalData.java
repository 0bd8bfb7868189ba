package io.chorus.operators.redaction;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.commons.validator.routines.InetAddressValidator;

/**
 * Finds personal data by its form, and by its check digits where it has some. Names and addresses
 * of streets have no form: they are not found. Thread-safe.
 */
public final class PersonalData {
  // no repetition here has another within reach that takes the same characters: all are linear
  private static final Pattern EMAIL =
      Pattern.compile(
          "(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}+@(?:[A-Za-z0-9-]{1,63}+\\.){1,8}[A-Za-z]{2,24}"
              + "(?![A-Za-z0-9])");

  private static final Pattern IP4 =
      Pattern.compile("(?<![0-9Vv.])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9]|\\.[0-9])");

  /** With so many colons it is no time of day, and no name of a program's. */
  private static final Pattern IP6 =
      Pattern.compile(
          "(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}(?![0-9A-Za-z:])");

  private PersonalData() {}

  /** All there is, in the order of the text; no two overlap. */
  public static List<Found> in(String text) {
    NavigableMap<Integer, Found> found = new TreeMap<>();
    add(found, Entity.EMAIL, text, EMAIL, match -> true);
    BankNumbers.in(text).forEach(number -> add(found, number));
    NationalIds.in(text).forEach(id -> add(found, id));
    InetAddressValidator addresses = InetAddressValidator.getInstance();
    add(found, Entity.IP, text, IP4, match -> addresses.isValidInet4Address(match.group()));
    add(found, Entity.IP, text, IP6, match -> addresses.isValidInet6Address(match.group()));
    Phones.in(text).forEach(phone -> add(found, phone));
    return List.copyOf(found.values());
  }

  private static void add(
      NavigableMap<Integer, Found> found,
      Entity entity,
      String text,
      Pattern form,
      Predicate<MatchResult> holds) {
    form.matcher(text)
        .results()
        .filter(holds)
        .forEach(match -> add(found, new Found(entity, match.start(), match.end())));
  }

  /** What overlaps is one, so that no part of it stays to be seen. */
  private static void add(NavigableMap<Integer, Found> found, Found next) {
    Found whole = next;
    Map.Entry<Integer, Found> last = found.lowerEntry(whole.end());
    while (last != null && last.getValue().end() > whole.start()) {
      whole = last.getValue().with(whole);
      found.remove(last.getKey());
      last = found.lowerEntry(whole.end());
    }
    found.put(whole.start(), whole);
  }
}
