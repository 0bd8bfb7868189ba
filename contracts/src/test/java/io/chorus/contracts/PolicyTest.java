package io.chorus.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {

  @Test
  void theShippedPolicyKnowsTheShippedEngines() throws Exception {
    Policy policy = Policy.load(Path.of("../flink-conf/policy.yaml"));

    assertThat(policy.checked(EngineCatalog.load(Path.of("../flink-conf/engines.yaml"))))
        .isEqualTo(policy);
    assertThat(policy.learned()).isEqualTo(Policy.Use.OBSERVE);
  }

  @Test
  void whatIsWrittenReadsTheSame() {
    Policy policy =
        Policy.parse(
            """
            version: 7
            learned: use
            rules:
              - name: sums
                when: {kind: [math], closed: true, lane: [priority], max_cost_usd_below: 0.5}
                then: {strategy: best-of, engines: [a, b], calls: 3}
            """);

    assertThat(Policy.parse(policy.toYaml())).isEqualTo(policy);
    assertThat(Policy.parse(Policy.DEFAULT.toYaml())).isEqualTo(Policy.DEFAULT);
  }

  @Test
  void aRuleLeavesTheRestToTheDefaults() {
    Policy policy =
        Policy.parse(
            """
            version: 1
            defaults: {rounds: 2, quality: 0.7}
            rules: [{name: all, then: {strategy: vote, quality: 0.9}}]
            """);

    PolicyPlan plan = policy.defaults().with(policy.rules().get(0).then());

    assertThat(plan.strategy()).isEqualTo(Strategy.VOTE);
    assertThat(plan.quality()).isEqualTo(0.9);
    assertThat(plan.rounds()).isEqualTo(2);
    assertThat(plan.calls()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rules: [] | 'version' is missing or out of range; allowed: 1 or more",
        "{version: 1, learnt: use} | learnt: is unknown; allowed: cached_data_classes, defaults, health, hedging, learned, rules, version",
        "{version: 1, rules: [{name: a, when: {closed: maybe}, then: {}}]} | rules[0].when.closed: 'maybe' is not allowed; allowed: true or false",
        "{version: 1, learned: maybe} | learned: is not one of the names there are; allowed: observe, use",
        "{version: 1, defaults: {strategy: poll}} | defaults.strategy: is not one of the names there are; allowed: single, cascade, vote, best-of, fuse, first",
        "{version: 1, defaults: {calls: 99}} | defaults: 'calls' is missing or out of range; allowed: 1 to 15",
        "{version: 1, rules: [{name: a}]} | rules[0]: 'then' is missing or out of range; allowed: what is done under the rule 'a'",
        "{version: 1, rules: [{name: a, then: {}}, {name: a, then: {}}]} | 'rules' is missing or out of range; allowed: each name once; 'a' comes twice",
        "{version: 1, rules: [{name: a, when: {quality_from: 2}, then: {}}]} | rules[0].when: 'quality_from' is missing or out of range; allowed: 0 to 1",
        "'' | policy: is empty; allowed: at least a 'version'",
      })
  void whatIsWrongIsToldWithItsKeyAndWhatIsAllowed(String yaml, String sentence) {
    assertThatThrownBy(() -> Policy.parse(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void anEngineThatTheCatalogDoesNotHaveIsRefused() throws Exception {
    EngineCatalog catalog = EngineCatalog.load(Path.of("../flink-conf/engines.yaml"));
    Policy policy =
        Policy.parse("{version: 1, rules: [{name: a, then: {engines: [openai, nobody]}}]}");

    assertThatThrownBy(() -> policy.checked(catalog))
        .hasMessageContaining("engine 'nobody' is unknown; allowed: openai, claude");
  }
}
