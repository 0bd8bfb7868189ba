package io.chorus.operators.asking;

import static org.assertj.core.api.Assertions.assertThat;

import io.chorus.contracts.Answer;
import io.chorus.contracts.Call;
import io.chorus.contracts.FailureClass;
import io.chorus.operators.Kit;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class AskMetricsTest {
  private final Map<String, Counter> counters = new HashMap<>();
  private final Map<String, Gauge<?>> gauges = new HashMap<>();
  private final AskMetrics metrics = new AskMetrics(new Group(""));

  @Test
  void everyOutcomeIsCountedUnderItsName() {
    Call call = Desk.bulk("t");
    Answer answered = Kit.answered(call);

    end(answered);
    end(Kit.failed(call, FailureClass.GARBLED));
    end(Answers.replayed(call, answered));
    end(Answers.replayed(call, Kit.failed(call, FailureClass.GARBLED)));
    end(null);

    assertThat(count("ANSWERED")).isEqualTo(1);
    assertThat(count("GARBLED")).isEqualTo(1);
    assertThat(count("REPLAYED")).isEqualTo(2);
    assertThat(counters.values().stream().mapToLong(Counter::getCount).sum()).isEqualTo(4);
  }

  @Test
  void theGaugeShowsWhatIsOpen() {
    metrics.started();
    metrics.started();
    metrics.ended(null);

    assertThat(gauges.get("numAsksInFlight").getValue()).isEqualTo(1);
  }

  private void end(Answer answer) {
    metrics.started();
    metrics.ended(answer);
  }

  private long count(String outcome) {
    return counters.get("outcome=" + outcome + ".numAsks").getCount();
  }

  private final class Group extends UnregisteredMetricsGroup {
    private final String prefix;

    private Group(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return new Group(key + "=" + value + ".");
    }

    @Override
    public <C extends Counter> C counter(String name, C counter) {
      counters.put(prefix + name, counter);
      return counter;
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(prefix + name, gauge);
      return gauge;
    }
  }
}
