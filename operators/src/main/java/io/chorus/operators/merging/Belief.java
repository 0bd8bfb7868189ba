package io.chorus.operators.merging;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * How probably a value that was voted for is right. Engines that err agree more often than chance
 * would have it: of those the next one repeats an error that n others made with probability n /
 * (all errors before + 5), and makes a new one otherwise (Ewens' sampling formula, 1972).
 */
public final class Belief {
  private final Map<String, List<Ballot>> said;

  private Belief(List<Ballot> ballots) {
    said =
        ballots.stream()
            .collect(Collectors.groupingBy(Ballot::value, LinkedHashMap::new, Collectors.toList()));
  }

  /**
   * By the engines' records: what one says alone is as probable as its record.
   *
   * @param ballots weighted by {@link Vote#weight}
   * @param value that one of them votes for
   * @return in (0,1)
   */
  public static double byRecords(List<Ballot> ballots, String value) {
    return new Belief(ballots).in(value, Belief::odds);
  }

  /**
   * Where there are none: any share of right engines is as likely as any other before they have
   * spoken (Laplace's rule of succession), so what one says alone is right half the time.
   *
   * @param ballots of any weight
   * @param value that one of them votes for
   * @return in (0,1)
   */
  public static double withoutRecords(List<Ballot> ballots, String value) {
    return new Belief(ballots).in(value, right -> succession(right.size(), ballots.size()));
  }

  /** Some value is right, or none that was said. */
  private double in(String value, ToDoubleFunction<List<Ballot>> right) {
    double all = right.applyAsDouble(List.of()) * errors(said.values());
    for (Map.Entry<String, List<Ballot>> one : said.entrySet()) {
      all += right.applyAsDouble(one.getValue()) * errors(but(one.getKey()));
    }
    return right.applyAsDouble(said.get(value)) * errors(but(value)) / all;
  }

  private static double odds(List<Ballot> right) {
    return right.stream()
        .mapToDouble(ballot -> Math.exp(ballot.weight()) / Vote.WRONG_VALUES)
        .reduce(1, (one, other) -> one * other);
  }

  /** The probability that just these of so many are right: right! (all - right)! / (all + 1)! */
  private static double succession(int right, int all) {
    double ways = all + 1;
    for (int i = 0; i < right; i++) {
      ways = ways * (all - i) / (i + 1);
    }
    return 1 / ways;
  }

  private Collection<List<Ballot>> but(String right) {
    Map<String, List<Ballot>> others = new LinkedHashMap<>(said);
    others.remove(right);
    return others.values();
  }

  /** The probability that so many err just so. */
  private static double errors(Collection<List<Ballot>> alike) {
    double probability = 1;
    double before = 0;
    for (List<Ballot> one : alike) {
      for (int same = 0; same < one.size(); same++) {
        probability *= (same == 0 ? Vote.WRONG_VALUES : same) / (Vote.WRONG_VALUES + before);
        before++;
      }
    }
    return probability;
  }
}
